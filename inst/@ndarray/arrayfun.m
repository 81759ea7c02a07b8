## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@dots{}] =} arrayfun (@var{f}, @var{a}, @dots{})
## The function @code{arrayfun} for nd arrays: what Octave's own gives.
##
## Where @var{f} is an elementwise function, or an anonymous one made of
## operators and such functions, all elements are computed at once, as
## @code{nd_fuse} does, on the device of the arrays.  Other functions are called
## for one element after the other, on the CPU, or of arrays without elements.
##
## @example
## @group
## arrayfun (@@(x) x ^ 2 + 1, nd_array ([1, 2, 3]))
##   @result{} ans = 1x3 double ndarray on cpu
##         2    5   10
## @end group
## @end example
## @seealso{nd_fuse, cellfun}
## @end deftypefn

function varargout = arrayfun (f, varargin)

  results = {};
  if (! __nd_is_small__ (varargin{:}))
    is_there = cellfun (@is_on_device, varargin);
    if (is_elementwise (f) && ! any (cellfun (@ischar, varargin))
        && ! compares_narrowed (f, varargin))
      results = __nd_arrayfun__ (nargout, f, varargin{:});
    endif
    if (isempty (results) && any (is_there))
      check_sizes (varargin);
      if (all (cellfun (@isempty, varargin(is_there))))
        [results{1:max (nargout, 1)}] = __nd_octave__ ("arrayfun", f, ...
                                                       varargin{:});
      endif
    endif
  endif
  if (isempty (results))
    [results{1:nargout}] = __nd_call__ ("arrayfun", f, varargin{:});
  endif
  varargout = results;

endfunction

## Octave's error for arrays of different sizes, before the options.
function check_sizes (arguments)
  count = [find(cellfun (@ischar, arguments), 1) - 1, numel(arguments)](1);
  arrays = arguments(1:count);
  arrays(cellfun (@numel, arrays) == 1) = [];
  if (! isempty (arrays) && ! size_equal (arrays{:}))
    error ("Octave:invalid-input-arg", "arrayfun: dimensions mismatch");
  endif
endfunction

## One complex element without an imaginary part is real, and real numbers are
## compared by another rule.
function tf = compares_narrowed (f, arguments)
  tf = any (ismember ("<>", func2str (f))) ...
       && any (cellfun (@has_real_elements, arguments));
endfunction

function tf = has_real_elements (v)
  tf = iscomplex (v) && any (imag (v(:)) == 0);
endfunction

## Does the function nothing but arithmetic on its arguments?  Then calling it
## once is as good as calling it for each element.
function tf = is_elementwise (f)
  tf = false;
  if (! is_function_handle (f))
    return;
  endif
  tf = any (strcmp (func2str (f), pure_functions ()));
  if (tf)
    return;
  endif
  parts = regexp (func2str (f), '^@\(([^)]*)\)(.*)$', "tokens", "once");
  if (isempty (parts) || any (parts{2} == "'") || any (parts{2} == '"'))
    return;
  endif
  names = regexp (parts{2}, '(?<![\w.])[A-Za-z_]\w*', "match");
  arguments = regexp (parts{1}, '[A-Za-z_]\w*', "match");
  held = fieldnames (functions (f).workspace{1})';
  tf = all (ismember (names, [arguments, held, pure_functions(), ...
                             constants()]));
endfunction

function names = pure_functions ()
  names = {"abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", ...
           "ceil", "conj", "cos", "cosh", "double", "erf", "erfc", "exp", ...
           "expm1", "fix", "floor", "gamma", "imag", "isfinite", "isinf", ...
           "isnan", "log", "log10", "log1p", "log2", "minus", "plus", "real", ...
           "round", "sign", "sin", "single", "sinh", "sqrt", "tan", "tanh", ...
           "times"};
endfunction

function names = constants ()
  names = {"pi", "e", "Inf", "NaN", "eps", "true", "false"};
endfunction
