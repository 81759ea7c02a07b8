## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} pow2 (@var{x})
## @deftypefnx {} {@var{y} =} pow2 (@var{f}, @var{e})
## The function @code{pow2} for nd arrays: 2 to the power of each element, on
## every device; or what Octave's own @code{pow2} makes of two arguments, on the
## CPU.
## @seealso{log2, power}
## @end deftypefn

function y = pow2 (varargin)

  if (nargin == 1 && all_numbers (varargin))
    if (! isfloat (varargin{1}))
      ask_octave ("pow2", varargin{1}); # newer ones refuse such classes
    endif
    y = 2 .^ as_number (varargin{1});
  else
    y = __nd_call__ ("pow2", varargin{:});
  endif

endfunction
