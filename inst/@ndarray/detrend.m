## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} detrend (@var{x}, @var{p})
## Remove the polynomial of degree @var{p} that fits the columns of an nd array
## best, as Octave's @code{detrend} does.
## @seealso{polyfit}
## @end deftypefn

function y = detrend (x, varargin)

  p = [varargin, {1}]{1};
  if (ischar (p))
    p = find (strcmpi (p, {"constant", "linear"})) - 1;
  endif
  if (! (any (nargin == [1, 2]) && is_on_device (x) && isfloat (x)
         && ndims (x) == 2 && ! isempty (x) && isscalar (p) && is_dim (p + 1)))
    y = __nd_octave__ ("detrend", x, varargin{:});
    return;
  endif

  if (isrow (x) && ! isscalar (x))
    y = detrend (x.', p).';
    return;
  endif
  powers = ramp_on (x, rows (x)).' .^ (ramp_on (x, p + 1) - 1);
  y = x - powers * (powers \ x);

endfunction
