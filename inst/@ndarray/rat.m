## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{n}, @var{d}] =} rat (@var{x}, @var{tol})
## Approximate the elements of an nd array by fractions, as Octave's @code{rat}
## does.
##
## On a device with both results; text is made of ordinary arrays.
## @seealso{rats}
## @end deftypefn

function varargout = rat (x, varargin)

  tol = [varargin, {1}]{1};
  if (! (nargout == 2 && any (nargin == [1, 2]) && is_on_device (x)
         && isfloat (x) && isreal (x) && ! isempty (x)
         && isnumeric (tol) && isscalar (tol) && tol > 0))
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("rat", x, varargin{:});
    return;
  endif

  y = merge (isinf (x), cast (0, class (x)), x);
  if (nargin == 1)
    tol = 1e-6 .* norm (y(:), 1);
  endif
  ## The continued fraction, each until it is near enough.
  n = round (y);
  rest = y - n;
  d = nd_ones (size (x), "device", x.device);
  last_n = cast (d, class (x));
  last_d = 0 .* d;
  goes_on = y != 0 & abs (y - n ./ d) >= tol;
  while (any (goes_on(:)))
    inverse = 1 ./ rest;
    step = round (inverse);
    rest = merge (goes_on, inverse - step, rest);
    [n, last_n] = deal (merge (goes_on, n .* step + last_n, n), n);
    [d, last_d] = deal (merge (goes_on, double (d .* step + last_d), d), d);
    goes_on = y != 0 & abs (y - n ./ d) >= tol;
  endwhile

  n .*= sign (d);
  d = abs (d);
  n(isinf (x)) = sign (x(isinf (x)));
  d(isinf (x)) = 0;
  varargout = {n, d};

endfunction
