## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{k} =} nd_kernel (@var{source}, @var{name})
## @deftypefnx {} {[@var{y1}, @var{y2}, @dots{}] =} k (@var{grid}, @var{block}, @var{a1}, @var{a2}, @dots{})
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
## source = ["__global__ void scale (float *y, const float *x, float a, int n)\n" ...
##           "@{ int i = blockIdx.x * blockDim.x + threadIdx.x;\n" ...
##           "  if (i < n) y[i] = a * x[i]; @}"];
## scale = nd_kernel (source, "scale");
## x = gpu_tensor (single (1:1000));
## y = scale (4, 256, nd_zeros (1, 1000, "like", x), x, 2, 1000);
## @end smallexample
##
## Devices without CUDA raise @code{ndarray:not-on-device}.
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
  k = @(grid, block, varargin) launch (kernel, grid, block, varargin);

endfunction

## ---- the signature ---------------------------------------------------------

## The text, in which the kernel has the name that C gives it, and a structure
## array of the kernel's parameters: name, type, class, is_complex, is_pointer,
## is_written.
function [source, parameters] = read_signature (source, name)
  bare = blank_comments (source);
  pattern = ['(extern\s*"C"\s*)?__global__\s[^;{}]*?\<', name, '\s*\(([^()]*)\)'];
  [start, tokens] = regexp (bare, pattern, "start", "tokens", "once");
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
  parameters = cellfun (@(text) read_parameter (text, name), texts);
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
  p.name = found{1};
  type = regexprep (before, '\<const\>', " ");
  if (! p.is_pointer)
    type = regexprep (type, '\w+\s*$', "");
  endif
  p.type = strjoin (strsplit (strtrim (regexprep (type, '\[.*', "")), " "), " ");
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

function varargout = launch (kernel, grid, block, values)
  name = kernel.name;
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
  p = kernel.parameters;
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
  if (isempty (devices))
    error ("ndarray:invalid-argument", ...
           "%s: the kernel has no array, which would say where to run it", name);
  endif
  other = find (! strcmp (devices, devices{1}), 1);
  if (! isempty (other))
    names = {p([p.is_pointer]).name};
    error ("ndarray:device-mismatch", ...
           "%s: expected all arrays to be on the same device, but found %s on %s and %s on %s. Use gpu_tensor (..., \"%s\") to move one.", ...
           name, names{1}, devices{1}, names{other}, devices{other}, devices{1});
  endif
endfunction

%!function __on_cuda__ (f)
%!  old = nd_default_device ("cuda");
%!  unwind_protect
%!    f ();
%!  unwind_protect_cleanup
%!    nd_default_device (old);
%!  end_unwind_protect
%!endfunction

%!function __check_results__ ()
%!  k = nd_kernel (["/* y = a x + y; __global__ void axpy (int) */\n" ...
%!                  "__global__ void __launch_bounds__ (256)\n" ...
%!                  "axpy (float a, const float *__restrict__ x, float *y, int n)\n" ...
%!                  "{ int i = blockIdx.x * blockDim.x + threadIdx.x;\n" ...
%!                  "  if (i < n) y[i] = a * x[i] + y[i]; }"], "axpy");
%!  x = gpu_tensor (single (1:1000));
%!  y = gpu_tensor (ones (1, 1000, "single"));
%!  z = k (4, 256, 2, x, y, 1000);
%!  assert (gather (z), single (2 * (1:1000) + 1));
%!  assert (gather (y), ones (1, 1000, "single")); # a value
%!  assert (class (z), "single");
%!  ## Arguments that wait, and parts of arrays.
%!  m = gpu_tensor (single (magic (4)));
%!  z = k (1, 8, 1, m(2:3,:)' + 1, 0 * m(1:2,:), 8);
%!  assert (gather (z), single (reshape (magic (4)(2:3,:)' + 1, 2, 4)));
%!endfunction
%!testif ; any (strncmp (nd_devices (), "cuda", 4))
%! __on_cuda__ (@__check_results__);

%!function __check_several__ ()
%!  k = nd_kernel (["extern \"C\" __global__ void minmax (const int *x, int *least,\n" ...
%!                  "  double2 *most, unsigned char scale, bool negate)\n" ...
%!                  "{ extern __shared__ int seen[];\n" ...
%!                  "  seen[threadIdx.x] = x[threadIdx.x] * scale; __syncthreads ();\n" ...
%!                  "  if (threadIdx.x == 0) for (int i = 0; i < blockDim.x; i++)\n" ...
%!                  "  { if (seen[i] < *least) *least = seen[i];\n" ...
%!                  "    if (seen[i] > most->x) most->x = negate ? -seen[i] : seen[i]; } }"], ...
%!                 "minmax");
%!  x = gpu_tensor (int32 ([5, -7, 9, 1]));
%!  [a, b] = k (1, 4, x, gpu_tensor (int32 (0)), gpu_tensor (complex (0, 3)), ...
%!              10, false, "shared", 64);
%!  assert (gather (a), int32 (-70));
%!  assert (gather (b), 90 + 3i);
%!endfunction
%!testif ; any (strncmp (nd_devices (), "cuda", 4))
%! __on_cuda__ (@__check_several__);

%!function __check_errors__ ()
%!  fail ("nd_kernel ('__global__ void f (int *x) { x[0] = nothing; }', 'f')", "nothing");
%!  k = nd_kernel ("__global__ void f (int *x, const double *y, int n) { }", "f");
%!  x = gpu_tensor (int32 (1:3)); y = gpu_tensor (1:3);
%!  fail ("k (1, 1, x, y)", "f: the kernel has 3 parameters, but 2 values were given. It is called as f \\(GRID, BLOCK, x, y, n\\)");
%!  fail ("k (1, 1, y, y, 1)", "f: parameter x \\(int \\*\\) takes an int32 array, not a double array. Use int32");
%!  fail ("k (1, 1, x, 1:3, 1)", "f: parameter y must be an array on a CUDA device, but the double array given is on the host");
%!  fail ("k (1, 1, x, gpu_tensor (1:3, 'sim'), 1)", "is on sim:0");
%!  fail ("k (1, 1, x, y, 1.5)", "f: parameter n \\(int\\) cannot hold 1.5");
%!  fail ("k (1, 1, x, y, 2^40)", "cannot hold");
%!  fail ("k (1, 1, x, y, [1, 2])", "f: parameter n \\(int\\) takes a number");
%!  fail ("k (0, 1, x, y, 1)", "f: GRID must be one to three numbers of blocks");
%!  fail ("k (1, [32, 64], x, y, 1)", "f: a block has at most 1024 threads, not 2048");
%!  fail ("k (1, 1, x, y, 1, 'share', 3)", "unknown option \"share\"");
%!  fail ("[a, b] = feval (nd_kernel ('__global__ void f (int *x) { }', 'f'), 1, 1, gpu_tensor (int32 (1)))", "writes to 1 of its parameters");
%!  nd_device_reset ("cuda");
%!  fail ("k (1, 1, x, y, 1)", "lost");
%!endfunction
%!testif ; any (strncmp (nd_devices (), "cuda", 4))
%! __on_cuda__ (@__check_errors__);

%!test # a device without CUDA
%! old = nd_default_device ("sim");
%! unwind_protect
%!   fail ("nd_kernel ('__global__ void f (int *x) { }', 'f')", ...
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
