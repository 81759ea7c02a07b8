## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{sn}, @var{cn}, @var{dn}, @var{err}] =} ellipj @
## (@var{u}, @var{m})
## Return the Jacobi elliptic functions of the elements of nd arrays, as
## Octave's @code{ellipj} does.
##
## On a device of real numbers @var{u}, and where @var{u} and @var{m} are of one
## size or one of them is a number.
## @seealso{ellipke}
## @end deftypefn

function varargout = ellipj (u, m, varargin)

  if (nargin < 2)
    print_usage ();
  endif
  [u, m] = deal (as_number (u), as_number (m));
  if (! (any (nargin == [2, 3]) && fit_together (u, m) && ...
         truth (m >= 0 & m <= 1)))
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("ellipj", u, m, ...
                                                     varargin{:});
    return;
  endif

  check_together ("ellipj", "U", u, "M", m);
  [u, m] = as_floats (device_of (u, m), double (u), double (m));
  [sn, cn, dn] = by_means (u, m);
  near = sqrt (eps);
  [sn, cn, dn] = where (m < near, @near_circular, u, m, sn, cn, dn);
  [sn, cn, dn] = where (m >= 1 - near, @near_hyperbolic, u, m, sn, cn, dn);
  varargout = {sn, cn, dn, 0 .* m}(1:max (nargout, 1));

endfunction

function varargout = where (chosen, f, u, m, varargin)
  [values{1:3}] = f (u(chosen), m(chosen));
  for k = 1:3
    varargin{k}(chosen) = values{k};
  endfor
  varargout = varargin;
endfunction

## Arithmetic-geometric means, Abramowitz and Stegun 16.4: so many steps are
## enough for every m that is not near 1.
function [sn, cn, dn] = by_means (u, m)
  a = 0 .* m + 1;
  b = sqrt (1 - m);
  ratio = cell (1, 9);
  for n = 1:9
    [a, b, c] = deal ((a + b) ./ 2, sqrt (a .* b), (a - b) ./ 2);
    ratio{n} = c ./ a;
  endfor
  phi = 2 ^ 9 .* a .* u;
  for n = 9:-1:1
    phi = (asin (ratio{n} .* sin (phi)) + phi) ./ 2;
  endfor
  sn = sin (phi);
  cn = cos (phi);
  dn = sqrt (1 - m .* sn .* sn);
endfunction

## Abramowitz and Stegun 16.13.
function [sn, cn, dn] = near_circular (u, m)
  [s, c] = deal (sin (u), cos (u));
  change = 0.25 .* m .* (u - s .* c);
  sn = s - change .* c;
  cn = c + change .* s;
  dn = 1 - 0.5 .* m .* s .* s;
endfunction

## Abramowitz and Stegun 16.15.
function [sn, cn, dn] = near_hyperbolic (u, m)
  [s, c, t] = deal (sinh (u), cosh (u), tanh (u));
  r = 1 ./ c;
  factor = 0.25 .* (1 - m);
  sn = t + factor .* (s .* c - u) .* r .* r;
  cn = r - factor .* (s .* c - u) .* t .* r;
  dn = r + factor .* (s .* c + u) .* t .* r;
endfunction
