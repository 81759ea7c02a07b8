## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{k} =} nd_kernel (@var{source}, @var{name})
## @deftypefnx {} {[@var{y1}, @var{y2}, @dots{}] =} k (@var{grid}, @
## @var{block}, @var{a1}, @var{a2}, @dots{})
## @deftypefnx {} {[@dots{}] =} k (@dots{}, "shared", @var{bytes})
## Make a function of a kernel in CUDA C.
##
## @var{source} is the text of a program in CUDA C, and @var{name} the name of
## one of its @code{__global__} functions.  It is compiled for the default
## device at once, and the compiler's messages are shown where that fails.
##
## @var{k} is called with as many blocks and threads as are wanted (@var{grid}
## and @var{block}, one to three numbers each) and with a value for each
## parameter of the kernel:
##
## @itemize
## @item for a pointer, an nd array on a CUDA device, whose class is that of the
## pointer: @code{float} is single, @code{double} double, @code{int} int32,
## @code{unsigned char} uint8, @code{long long} int64, @code{bool} logical and
## so on; @code{float2} and @code{double2} are complex.  Its elements lie one
## after the other, the first dimension first;
## @item for anything else, a number, which is converted to the parameter's type
## and must be one of that type.
## @end itemize
##
## At least one parameter is a pointer: its array says where the kernel runs.
##
## What a pointer without @code{const} points to is written: @var{y1},
## @var{y2} @dots{} are the arrays of these parameters, in their order, as the
## kernel leaves them.  The arrays that were passed do not change, as those of
## any function in Octave; they are what the results start as.
##
## "shared" gives a block @var{bytes} of dynamic shared memory.  The kernel runs
## while Octave goes on; a fault in it is raised by what needs a value next, or
## by @code{nd_synchronize}.  No index is checked: a kernel that reads or writes
## outside of its arrays loses what the device holds.
##
## @smallexample
## source = ["__global__ void scale (float *y, const float *x, float a, int
## n)\n" ...
##           "@{ int i = blockIdx.x * blockDim.x + threadIdx.x;\n" ...
##           "  if (i < n) y[i] = a * x[i]; @}"];
## scale = nd_kernel (source, "scale");
## x = gpu_tensor (single (1:1000));
## y = scale (4, 256, nd_zeros (1, 1000, "like", x), x, 2, 1000);
## @end smallexample
##
## Devices without CUDA raise @code{ndarray:not-on-device}:
##
## @example
## @group
## old = nd_default_device ("sim");
## nd_kernel ("__global__ void f (int *x) @{ @}", "f")
##   @error{} nd_kernel: sim:0 cannot run kernels in CUDA C. @dots{}
## nd_default_device (old);
## @end group
## @end example
## @seealso{gpu_tensor, nd_fuse, nd_timeit, nd_synchronize}
## @end deftypefn

function k = nd_kernel (source, name)

  if (nargin != 2)
    print_usage ();
  endif
  if (! ischar (source) || ! ischar (name))
    error ("ndarray:invalid-argument", ...
           "nd_kernel: SOURCE and NAME must be strings, the text in CUDA C and the name of a kernel in it");
  endif

  [source, parameters] = read_signature (source, name);
  __nd__ ("kernel_compile", nd_default_device (), source, name);
  kernel = struct ("source", source, "name", name, "parameters", {parameters});
  k = @(varargin) launch (kernel, varargin{:});

endfunction

## ---- the signature ---------------------------------------------------------

## The text, in which the kernel has the name that C gives it, and a structure
## array of the kernel's parameters: name, type, class, is_complex, is_pointer,
## is_written.
function [source, parameters] = read_signature (source, name)
  bare = blank_comments (source);
  pattern = ['(extern\s*"C"\s*)?__global__\s[^;{}]*?\<', name, '\s*\(([^()]*)\)'];
  start = [];
  if (regexp (name, '^[A-Za-z_]\w*$'))
    [start, tokens] = regexp (bare, pattern, "start", "tokens", "once");
  endif
  if (isempty (start))
    error ("ndarray:invalid-argument", ...
           "nd_kernel: the text has no kernel \"%s\": no function \"__global__ void %s (...)\"", ...
           name, name);
  endif
  if (! strncmp (bare(start:end), "extern", 6))
    source = [source(1:start-1), 'extern "C" ', source(start:end)];
  endif
  texts = strtrim (strsplit (tokens{end}, ","));
  if (isequal (texts, {""}) || isequal (texts, {"void"}))
    texts = {};
  endif
  parameters = cellfun (@(text) read_parameter (text, name), texts, ...
                        "UniformOutput", false);
  parameters = [parameters{:}];
  if (isempty (parameters) || ! any ([parameters.is_pointer]))
    error ("ndarray:invalid-argument", ...
           "nd_kernel: %s has no array among its parameters, which would say where to run it", ...
           name);
  endif
endfunction

## Comments become spaces, so that places in the text stay.
function text = blank_comments (text)
  [first, last] = regexp (text, '/\*.*?\*/|//[^\n]*');
  for i = 1:numel (first)
    text(first(i):last(i)) = " ";
  endfor
endfunction

function p = read_parameter (text, kernel)
  words = regexprep (text, '__restrict(__)?|__grid_constant__|volatile', " ");
  before = strtok (words, "*[");
  p.is_pointer = numel (before) < numel (words);
  p.is_written = p.is_pointer && isempty (regexp (before, '\<const\>', "once"));
  found = regexp (words, '(\w+)\s*(\[\s*\])?\s*$', "tokens", "once");
  if (isempty (found))
    error ("ndarray:invalid-argument", ...
           "nd_kernel: parameter \"%s\" of %s has no name", strtrim (text), kernel);
  endif
  p.name = found{1};
  type = regexprep (before, '\<const\>', " ");
  if (! any (words == "*"))
    type = regexprep (type, '\w+\s*$', "");
  endif
  p.type = regexprep (strtrim (type), '\s+', " ");
  row = find (strcmp (p.type, element_types ()(:,1)));
  if (isempty (row) || sum (words == "*") > 1)
    error ("ndarray:invalid-argument", ...
           "nd_kernel: parameter \"%s\" of %s has a type that no array or number of Octave has", ...
           strtrim (text), kernel);
  endif
  p.class = element_types (){row,2};
  p.is_complex = any (strcmp (p.type, {"float2", "double2"}));
endfunction

function types = element_types ()
  persistent rows = {
    "float", "single"; "double", "double"; "float2", "single"; "double2", "double";
    "bool", "logical"; "char", "int8"; "signed char", "int8"; "int8_t", "int8";
    "unsigned char", "uint8"; "uint8_t", "uint8";
    "short", "int16"; "short int", "int16"; "int16_t", "int16";
    "unsigned short", "uint16"; "unsigned short int", "uint16"; "uint16_t", "uint16";
    "int", "int32"; "signed", "int32"; "signed int", "int32"; "int32_t", "int32";
    "unsigned", "uint32"; "unsigned int", "uint32"; "uint32_t", "uint32";
    "long long", "int64"; "long long int", "int64"; "long", "int64";
    "long int", "int64"; "int64_t", "int64"; "ptrdiff_t", "int64";
    "unsigned long long", "uint64"; "unsigned long long int", "uint64";
    "unsigned long", "uint64"; "unsigned long int", "uint64";
    "uint64_t", "uint64"; "size_t", "uint64"};
  types = rows;
endfunction

## ---- calls -----------------------------------------------------------------

function varargout = launch (kernel, grid, block, varargin)
  name = kernel.name;
  p = kernel.parameters;
  if (nargin < 3)
    error ("ndarray:invalid-argument", ...
           "%s: a kernel is called as %s (GRID, BLOCK%s)", name, name, ...
           sprintf (", %s", p.name));
  endif
  values = varargin;
  shared = 0;
  if (numel (values) > 1 && ischar (values{end-1}))
    shared = shared_bytes (name, values{end-1:end});
    values(end-1:end) = [];
  endif
  grid = check_sizes (name, "GRID", "blocks", grid, [2^31 - 1, 65535, 65535]);
  block = check_sizes (name, "BLOCK", "threads", block, [1024, 1024, 64]);
  if (prod (block) > 1024)
    error ("ndarray:invalid-argument", ...
           "%s: a block has at most 1024 threads, not %d", name, prod (block));
  endif
  if (numel (values) != numel (p))
    error ("ndarray:invalid-argument", ...
           "%s: the kernel has %d parameters, but %d values were given. It is called as %s (GRID, BLOCK%s)", ...
           name, numel (p), numel (values), name, sprintf (", %s", p.name));
  endif
  for i = 1:numel (p)
    values{i} = check_value (name, p(i), values{i});
  endfor
  check_devices (name, p, values);
  if (nargout > sum ([p.is_written]))
    error ("ndarray:invalid-argument", ...
           "%s: the kernel writes to %d of its parameters (pointers without const), but %d results are asked for", ...
           name, sum ([p.is_written]), nargout);
  endif
  varargout = cell (1, min (max (nargout, 1), sum ([p.is_written])));
  [varargout{:}] = __nd__ ("kernel_launch", kernel.source, name, grid, block, ...
                           shared, [p.is_written], values{:});
endfunction

function bytes = shared_bytes (name, option, bytes)
  if (! strcmpi (option, "shared"))
    error ("ndarray:invalid-argument", ...
           "%s: unknown option \"%s\"; use \"shared\", BYTES", name, option);
  elseif (! is_whole (bytes) || ! isscalar (bytes) || bytes < 0 || bytes > 2^20)
    error ("ndarray:invalid-argument", ...
           "%s: \"shared\" takes the number of bytes of shared memory of a block", name);
  endif
  bytes = double (full (bytes));
endfunction

function sizes = check_sizes (name, which, what, sizes, most)
  if (! is_whole (sizes) || isempty (sizes) || numel (sizes) > 3
      || any (sizes(:)' < 1) || any (sizes(:)' > most(1:numel (sizes))))
    error ("ndarray:invalid-argument", ...
           "%s: %s must be one to three numbers of %s, from 1 to %s", name, which, what, ...
           strjoin (arrayfun (@(m) sprintf ("%d", m), most, "UniformOutput", false), ", "));
  endif
  sizes = postpad (double (full (sizes(:)')), 3, 1, 2);
endfunction

function tf = is_whole (x)
  tf = (isnumeric (x) && isreal (x) && ! isgpuarray (x)
        && all (full (x)(:) == fix (full (x)(:))));
endfunction

## The value as it is passed.
function value = check_value (name, p, value)
  if (p.is_pointer)
    check_array (name, p, value);
  else
    value = convert_number (name, p, value);
  endif
endfunction

function check_array (name, p, value)
  if (! isgpuarray (value) || ! strncmp (value.device, "cuda:", 5))
    if (isgpuarray (value))
      place = value.device;
    else
      place = "the host";
    endif
    error ("ndarray:device-mismatch", ...
           "%s: parameter %s must be an array on a CUDA device, but the %s array given is on %s. Use gpu_tensor (..., \"cuda\") to move it.", ...
           name, p.name, class (value), place);
  endif
  if (! strcmp (class (value), p.class) || iscomplex (value) != p.is_complex)
    error ("ndarray:dtype", ...
           "%s: parameter %s (%s *) takes %s array, not %s array. Use %s (...) to convert it.", ...
           name, p.name, p.type, with_article (p.class, p.is_complex), ...
           with_article (class (value), iscomplex (value)), ...
           {p.class, "complex"}{1 + p.is_complex});
  endif
endfunction

function text = with_article (class, is_complex)
  text = [{"", "complex "}{1 + is_complex}, class];
  article = {"a ", "an "}{1 + any(text(1) == "i")};
  text = [article, text];
endfunction

function number = convert_number (name, p, value)
  if (! (isnumeric (value) || islogical (value)) || ! isscalar (value)
      || (iscomplex (value) && ! p.is_complex))
    error ("ndarray:invalid-argument", ...
           "%s: parameter %s (%s) takes a number, not a %s value of size %s", name, ...
           p.name, p.type, class (value), ...
           strjoin (arrayfun (@num2str, size (value), "UniformOutput", false), "x"));
  endif
  value = gather (value);
  if (strcmp (p.class, "logical"))
    number = logical (value);
  elseif (p.is_complex)
    number = complex (cast (value, p.class), 0);
    number = complex (real (number), imag (cast (value, p.class)));
  else
    number = cast (value, p.class);
  endif
  if (isinteger (number) && ! isequal (double (number), double (value)))
    error ("ndarray:invalid-argument", ...
           "%s: parameter %s (%s) cannot hold %g", name, p.name, p.type, double (value));
  endif
endfunction

function check_devices (name, p, values)
  devices = cellfun (@(a) a.device, values([p.is_pointer]), "UniformOutput", false);
  other = find (! strcmp (devices, devices{1}), 1);
  if (! isempty (other))
    names = {p([p.is_pointer]).name};
    error ("ndarray:device-mismatch", ...
           "%s: expected all arrays to be on the same device, but found %s on %s and %s on %s. Use gpu_tensor (..., \"%s\") to move one.", ...
           name, names{1}, devices{1}, names{other}, devices{other}, ...
           devices{1});
  endif
endfunction

%!test # a device without CUDA
%! old = nd_default_device ("sim");
%! unwind_protect
%!   fail ("nd_kernel ('__global__ void f (const int x[], unsigned  int n) { }', 'f')", ...
%!         "nd_kernel: sim:0 cannot run kernels in CUDA C");
%! unwind_protect_cleanup
%!   nd_default_device (old);
%! end_unwind_protect

%!error <Invalid call to nd_kernel> nd_kernel ("text")
%!error <nd_kernel: SOURCE and NAME must be strings> nd_kernel (1, "f")
%!error <nd_kernel: the text has no kernel "f">
%! nd_kernel ("// __global__ void f (int *x)\nvoid f (int *x) { }", "f")
%!error <parameter "FILE \*x" of f has a type that no array or number of Octave has>
%! nd_kernel ("__global__ void f (FILE *x) { }", "f")
