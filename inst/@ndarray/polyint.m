## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{q} =} polyint (@var{p}, @var{k})
## Return the integral, @var{k} at zero, of a polynomial whose coefficients are
## an nd array, as Octave's @code{polyint} does.
## @seealso{polyder, polyval}
## @end deftypefn

function q = polyint (p, varargin)

  k = [varargin, {0}]{1};
  if (nargin > 2 || ! is_device_vector (p) || ! isscalar (k)
      || ! isnumeric (k))
    q = __nd_octave__ ("polyint", p, varargin{:});
    return;
  endif

  n = numel (p);
  q = [reshape(p, 1, n) ./ nd_colon(n, -1, 1, "device", p.device), k];

endfunction
