## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{pp} =} pchip (@var{x}, @var{y})
## @deftypefnx {} {@var{yi} =} pchip (@var{x}, @var{y}, @var{xi})
## Return the monotone piecewise cubic through the nd array @var{y} over
## @var{x}, or its values at @var{xi}, as Octave's @code{pchip} does.
## @seealso{spline, ppval, interp1}
## @end deftypefn

function r = pchip (x, y, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  n = numel (x);
  is_case = (any (nargin == [2, 3]) && is_device_vector (x) && isreal (x)
             && is_on_device (y) && isfloat (x) && n > 1
             && ((isvector (y) && numel (y) == n) || size (y)(end) == n));
  if (is_case)
    h = diff (x(:).');
    is_falling = truth (h < 0);
    is_case = is_falling || truth (h > 0);
  endif
  if (! is_case)
    check_together ("pchip", "X", x, "Y", y);
    r = __nd_octave__ ("pchip", x, y, varargin{:});
    return;
  endif

  check_together ("pchip", "X", x, "Y", y, "XI", varargin{:});
  sz = size (y)(1:end-1);
  if (isvector (y))
    sz = 1;
  endif
  x = x(:).';
  y = reshape (y, prod (sz), n);
  if (is_falling)
    [x, y, h] = deal (flip (x), flip (y, 2), -flip (h));
  endif
  if (isinteger (y) && n > 2)
    pchip (cast (1:n, class (x)), cast (ones (size (y)), class (y))); # refuses
  endif
  d = __pchip_deriv__ (x, as_float (y), 2);
  if (iscomplex (y))
    d += 1i .* __pchip_deriv__ (x, imag (y), 2);
  endif
  slopes = diff (y, 1, 2) ./ h;
  left = (d(:,1:n-1) - slopes) ./ h;
  right = (d(:,2:n) - slopes) ./ h;
  r = mkpp (x, cat (3, (left + right) ./ h, -(left + right) - left, ...
                    d(:,1:n-1), y(:,1:n-1)), sz);
  if (nargin == 3)
    r = ppval (r, varargin{1});
  endif

endfunction
