## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{l} =} legendre (@var{n}, @var{x}, @var{normalization})
## Return the associated Legendre functions of degree @var{n} and all orders of
## the elements of an nd array, as Octave's @code{legendre} does.
## @seealso{polyval}
## @end deftypefn

function l = legendre (n, x, varargin)

  x = as_number (x);
  kinds = {"unnorm", "norm", "sch"};
  kind = find (strcmpi ([varargin, {"unnorm"}]{1}, kinds));
  if (! (any (nargin == [2, 3]) && isscalar (kind) && isnumeric (n)
         && isscalar (n) && ! isndarray (n) && n >= 0 && n == fix (n)
         && is_on_device (x) && isfloat (x) && isreal (x) && ! isempty (x)
         && truth (! (abs (x) > 1))))
    l = __nd_octave__ ("legendre", n, x, varargin{:});
    return;
  endif

  ## The diagonal first, then upwards in degree by the recurrence.
  diagonal = [1, sqrt(n + 0.5), sqrt(2)](kind) .* ones (size (x), "like", x);
  orders = cell (n + 1, 1);
  for m = 0:n
    [lower, p] = deal (0, diagonal);
    for k = m+1:n
      [lower, p] = deal (p, ((2 * k - 1) .* x .* p - (k + m - 1) .* lower) ...
                            ./ (k - m));
    endfor
    orders{m+1} = reshape (double (p), [1, size(x)]);
    factor = -(2 * m + 1);
    if (kind > 1)
      factor = (2 * m + 1) / sqrt ((n - m) * (n + m + 1));
    endif
    diagonal = factor .* diagonal .* sqrt (1 - x .^ 2);
  endfor
  if (kind == 3)
    orders{1} ./= sqrt (2);
  endif
  l = vertcat (orders{:});
  if (any (isinf (l(:))))
    warning ("legendre: overflow - results may be unstable for high orders");
  endif
  if (isvector (x))
    l = reshape (l, n + 1, numel (x));
  endif

endfunction
