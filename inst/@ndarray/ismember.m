## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{tf}, @var{s_idx}] =} ismember (@var{a}, @var{s})
## @deftypefnx {} {[@var{tf}, @var{s_idx}] =} ismember (@var{a}, @var{s}, @
## "rows")
## Tell which elements of @var{a} are in @var{s}, as Octave's @code{ismember}
## does. Where one is on a device, both are.
## @seealso{unique, lookup}
## @end deftypefn

function varargout = ismember (varargin)
  if (nargin < 2)
    print_usage ();
  endif
  [varargout{1:max (nargout, 1)}] = __nd_by_size__ ("ismember", @of_large, ...
                                                    varargin{:});
endfunction

function varargout = of_large (a, s, varargin)
  persistent by_parts = (nthargout (2, @ismember, 1 + 2i, [1+2i, 1, 2i]) != 1);
  check_together ("ismember", "A", a, "S", s);
  results = cell (1, max (nargout, 1));
  if (by_parts && nargout > 1 && is_on_device (a)
      && (iscomplex (a) || iscomplex (s)))
    ## This Octave looks for real and imaginary parts.
    [re, at] = ismember (real (a), real (s), varargin{:});
    [im, at_im] = ismember (imag (a), imag (s), varargin{:});
    results{1} = re & im;
    results{2} = results{1} .* min (at, at_im);
  elseif (is_on_device (s) && isempty (varargin) && isfloat (s) && isreal (s)
          && any (isnan (s(:))))
    ## NaN is no member of anything.
    numbers = find (! isnan (s(:)));
    [results{:}] = builtin ("ismember", a, s(numbers));
    if (nargout > 1)
      results{2}(results{1}) = numbers(results{2}(results{1}));
    endif
  else
    [results{:}] = builtin ("ismember", a, s, varargin{:});
  endif
  if (is_on_device (a) || is_on_device (s))
    results = put_there (device_of (a, s), results); # where a set is empty
  endif
  varargout = results;
endfunction
