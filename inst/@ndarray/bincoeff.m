## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{b} =} bincoeff (@var{n}, @var{k})
## Return the binomial coefficients of the elements of nd arrays, as Octave's
## @code{bincoeff} does.
## @seealso{nchoosek, gammaln}
## @end deftypefn

function b = bincoeff (n, k)

  if (nargin != 2)
    print_usage ();
  endif
  if (! (is_on_device (n) || is_on_device (k)))
    b = __nd_call__ ("bincoeff", n, k);
    return;
  endif
  [n, k] = deal (as_number (n), as_number (k));
  if (! fit_together (n, k)
      || (isinteger (k) && ((isscalar (n) && isscalar (k))
                            || ! truth (n == fix (n)))))
    b = __nd_octave__ ("bincoeff", n, k);
    return;
  endif

  check_together ("bincoeff", "N", n, "K", k);
  sizes = {size(n), size(k)};
  one = nd_ones (sizes{1 + isscalar(n)}, "device", device_of (n, k));
  [n, k] = deal (n .* one, k .* one);
  is_case = k >= 0 & k == fix (k) & ! isnan (n);
  is_whole = n == fix (n);
  b = zeros (size (k), "like", double (k)); # as Octave has it
  b(! is_case) = NaN;
  b = set_where (b, is_case & n < 0, @(n, k) double (of_negative (n, k)), n, k);
  b = set_where (b, is_case & n >= k, ...
                 @(n, k) ratio (n + 1, k + 1, n - k + 1), n, k);
  b = set_where (b, is_case & ! is_whole & n > 0 & n < k, @of_fraction, n, k);
  b = merge (is_whole, round (b), b);

endfunction

## gamma (A) / gamma (B) / gamma (C)
function r = ratio (a, b, c)
  r = exp (gammaln (a) - gammaln (b) - gammaln (c));
endfunction

## Abramowitz and Stegun 6.1.21, and 6.1.17 where gamma (n - k + 1) is needed of
## numbers below 0.
function b = of_negative (n, k)
  b = (1 - 2 .* mod (k, 2)) .* ratio (k - n, k + 1, -n);
endfunction

function b = of_fraction (n, k)
  b = exp (gammaln (n + 1) - gammaln (k + 1) + gammaln (k - n)) ...
      .* sin (pi .* (n - k + 1)) ./ pi;
endfunction
