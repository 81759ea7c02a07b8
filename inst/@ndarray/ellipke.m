## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{k}, @var{e}] =} ellipke (@var{m}, @var{tol})
## Return the complete elliptic integrals of the elements of an nd array, as
## Octave's @code{ellipke} does.
## @seealso{ellipj}
## @end deftypefn

function [k, e] = ellipke (m, varargin)

  tol = [varargin, {[]}]{1};
  if (! (any (nargin == [1, 2]) && is_on_device (m) && isfloat (m)
         && isreal (m) && ! isempty (m) && truth (! (m > 1))
         && (isempty (tol) || (isreal (tol) && isscalar (tol) && tol > 0))))
    [k, e] = __nd_octave__ ("ellipke", m, varargin{:});
    return;
  endif

  if (isempty (tol))
    tol = eps (class (m));
  endif
  ## Abramowitz and Stegun: negative ones by 17.4.17 and 17.4.18, then the
  ## arithmetic-geometric mean (17.6).
  root = sqrt (1 - min (m, 0));
  p = merge (m < 0, -m ./ (1 - m), m);
  b = sqrt (1 - p);
  a = 0 .* b + 1;
  c = sqrt (p);
  factor = 0.5;
  total = factor .* c .^ 2;
  for n = 1:16
    [a, b, c] = deal ((a + b) ./ 2, sqrt (a .* b), (a - b) ./ 2);
    factor *= 2;
    total += factor .* c .^ 2;
    if (! any (c(:) ./ a(:) >= tol))
      break;
    endif
  endfor
  k = double (0.5 * pi ./ a ./ root);
  e = double (0.5 * pi .* (1 - total) ./ a .* root);
  k(m == 1) = Inf;
  e(m == 1) = 1;
  k(m == -Inf) = 0;
  e(m == -Inf) = Inf;

endfunction
