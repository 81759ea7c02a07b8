## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} psi (@var{z})
## @deftypefnx {} {@var{y} =} psi (@var{k}, @var{z})
## Return the digamma function of the elements of an nd array, or its derivative
## number @var{k}, as Octave's @code{psi} does.
##
## On a device derivatives below the 170th.
## @seealso{gamma, gammaln}
## @end deftypefn

function y = psi (varargin)

  z = varargin{end};
  if (! is_on_device (z))
    y = __nd_call__ ("psi", varargin{:});
  elseif (! (any (nargin == [1, 2]) && isfloat (z)))
    y = __nd_octave__ ("psi", varargin{:});
  elseif (nargin == 1 || isequal (varargin{1}, 0))
    y = digamma (z);
  elseif (is_order (varargin{1}) && isreal (z) && truth (! (z < 0)))
    y = polygamma (varargin{1}, z);
  else
    y = __nd_octave__ ("psi", varargin{:});
  endif

endfunction

## Higher ones are beyond the largest double.
function tf = is_order (k)
  tf = (isnumeric (k) && isscalar (k) && isreal (k) && ! isndarray (k)
        && k == fix (k) && k > 0 && k < 170);
endfunction

function y = digamma (z)

  ## Negative numbers by reflection, small ones by recurrence up to ten, from
  ## where the asymptotic series holds (Abramowitz and Stegun 6.3.7, 6.3.5,
  ## 6.3.18).
  zero = cast (0, class (z));
  is_negative = real (z) <= 0;
  x = merge (is_negative, 1 - z, z);
  y = 0 .* x;
  for k = 1:10
    is_small = real (x) < 10;
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
  y = merge (is_negative & z == fix (real (z)), zero - Inf, y);
  is_special = ! isfinite (z);
  if (any (is_special(:)))
    ask = @(z) deal (psi (z), zeros (size (z)));
    y = ask_at_special (ask, y, 0 .* real (z), z, is_special);
  endif

endfunction

## The sum of (z + n) ^ -s: its first terms, and the rest by Euler's and
## Maclaurin's formula (Abramowitz and Stegun 6.4.10, 23.2.9).
function y = polygamma (k, z)

  name = class (z);
  k = double (k);
  z = double (z);
  s = k + 1;
  y = 0;
  for n = 0:9+k
    y += (z + n) .^ -s;
  endfor
  z += 10 + k;
  bernoulli = [1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6, -3617/510, ...
               43867/798, -174611/330];
  r = 1 ./ (z .* z);
  correction = 0;
  for n = 10:-1:1
    rising = prod ((s + (0:2*n-2)) ./ (2:2*n));
    correction = correction .* r + bernoulli(n) * rising;
  endfor
  y += z .^ -k .* (1 / k + (0.5 + correction ./ z) ./ z);
  y = cast ((-1) ^ s * gamma (s) .* y, name);
  y(z == 10 + k) = NaN; # as Octave has it

endfunction
