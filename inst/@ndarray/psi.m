## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} psi (@var{z})
## @deftypefnx {} {@var{y} =} psi (@var{k}, @var{z})
## Return the digamma function of the elements of an nd array, as Octave's
## @code{psi} does.
##
## On a device of real numbers, and without @var{k}.
## @seealso{gamma, gammaln}
## @end deftypefn

function y = psi (z, varargin)

  if (! (nargin == 1 && is_on_device (z) && isfloat (z) && isreal (z)))
    y = leave_to_octave ("psi", z, varargin{:});
    return;
  endif

  ## Negative numbers by reflection, small ones by recurrence up to ten, from
  ## where the asymptotic series holds (Abramowitz and Stegun 6.3.7, 6.3.5, 6.3.18).
  zero = cast (0, class (z));
  is_negative = z <= 0;
  x = merge (is_negative, 1 - z, z);
  y = 0 .* x;
  for k = 1:10
    is_small = x < 10;
    y -= merge (is_small, 1 ./ x, zero);
    x += is_small;
  endfor
  coefficients = [-174611/6600, 43867/14364, -3617/8160, 1/12, -691/32760, ...
                  1/132, -1/240, 1/252, -1/120, 1/12];
  r = 1 ./ (x .* x);
  series = 0;
  for c = coefficients
    series = (series + c) .* r;
  endfor
  y += log (x) - 0.5 ./ x - series;
  y -= merge (is_negative, pi ./ tan (pi .* z), zero);
  y = merge (z == Inf, z, y); # Octave counts to it, as far as integers go
  y = merge (is_negative & z == fix (z), zero - Inf, y);

endfunction
