## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{q} =} polygcd (@var{b}, @var{a}, @var{tol})
## Return the greatest common divisor of two polynomials whose coefficients are
## nd arrays, as Octave's @code{polygcd} does.
## @seealso{deconv, polyder}
## @end deftypefn

function x = polygcd (b, a, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  if (! (any (nargin == [2, 3]) && is_device_vector (b, a)
         && isfloat (a) && isfloat (b)
         && (isscalar (a) || isscalar (b) || truth (a(1) != 0))))
    x = __nd_octave__ ("polygcd", b, a, varargin{:});
    return;
  endif

  check_together ("polygcd", "B", b, "A", a);
  if (isscalar (a) || isscalar (b))
    x = of_number (b, a);
    return;
  endif
  name = "double";
  if (isa (a, "single") || isa (b, "single"))
    name = "single";
  endif
  tol = [varargin, {sqrt(eps (name))}]{1};
  x = a ./ a(1);
  while (true)
    [~, r] = deconv (b, x);
    first = gather (find (abs (r) > tol, 1));
    if (isempty (first))
      break;
    endif
    b = x;
    x = r(first:end) ./ r(first);
  endwhile

endfunction

## Where one of them is a number: any other divides it, unless it is 0.
function x = of_number (b, a)
  x = 1;
  if (truth (a == 0))
    x = b;
  elseif (truth (b == 0))
    x = a;
  endif
  x = gpu_tensor (x, device_of (b, a));
endfunction
