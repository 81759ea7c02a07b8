## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{g} =} polyaffine (@var{f}, @var{mu})
## Return the polynomial f ((x - mu(1)) / mu(2)), where the coefficients @var{f}
## are an nd array, as Octave's @code{polyaffine} does.
##
## The two numbers @var{mu} may be there or not.
## @seealso{polyval, polyfit}
## @end deftypefn

function g = polyaffine (f, mu)

  if (nargin < 2)
    print_usage ();
  endif

  if (! (nargin == 2 && is_device_vector (f) && ! isinteger (f)
         && all_numbers ({mu}) && numel (mu) == 2))
    g = __nd_octave__ ("polyaffine", f, mu);
    return;
  endif

  n = numel (f);
  powers = ramp_on (f, n) - 1;
  g = reshape (f, 1, n);
  if (mu(2) != 1)
    g ./= mu(2) .^ flip (powers);
  endif
  if (mu(1) != 0)
    ## What is made of n alone is made on the host.
    binomials = gpu_tensor (pascal (n, -1), f.device);
    g = flip (flip (g) * (toeplitz ((-mu(1)) .^ powers) .* binomials));
  endif

endfunction
