## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} pow2 (@var{x})
## @deftypefnx {} {@var{y} =} pow2 (@var{f}, @var{e})
## The function @code{pow2} for nd arrays: 2 to the power of each element, or
## @var{f} times that of @var{e}, on every device, where these are real and the
## exponents finite; what else Octave's own @code{pow2} makes of two arguments,
## on the CPU.
## @seealso{log2, power}
## @end deftypefn

function y = pow2 (varargin)

  if (nargin == 1 && all_numbers (varargin))
    if (! isfloat (varargin{1}))
      ask_octave ("pow2", varargin{1}); # newer ones refuse such classes
    endif
    y = 2 .^ as_number (varargin{1});
  elseif (nargin == 2 && any (cellfun (@is_on_device, varargin))
          && are_real_floats (varargin{:}))
    [f, e] = varargin{:};
    if (pow2 (1, 0.5) == 1) # newer ones cut exponents, older ones do not
      e = fix (e);
    endif
    half = fix (e ./ 2); # so that no step is too large or too small
    y = f .* 2 .^ half .* 2 .^ (e - half);
  else
    y = __nd_call__ ("pow2", varargin{:});
  endif

endfunction

function tf = are_real_floats (f, e)
  tf = (isfloat (f) && isreal (f) && isfloat (e) && isreal (e)
        && (isscalar (f) || isscalar (e) || size_equal (f, e))
        && truth (abs (e) < 1e9));
endfunction
