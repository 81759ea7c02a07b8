## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{b} =} deconv (@var{y}, @var{a})
## @deftypefnx {} {[@var{b}, @var{r}] =} deconv (@var{y}, @var{a})
## Divide the polynomial @var{y} by @var{a}, as Octave's @code{deconv} does, on
## their device.
## @seealso{conv, filter, polyval}
## @end deftypefn

function [b, r] = deconv (y, a)

  if (nargin != 2)
    print_usage ();
  elseif (! (is_on_device (y) || is_on_device (a)))
    if (nargout < 2)
      b = __nd_call__ ("deconv", y, a);
    else
      [b, r] = __nd_call__ ("deconv", y, a);
    endif
    return;
  endif

  check_together ("deconv", "Y", y, "A", a);
  if (! (all_numbers ({y, a}) && isvector (y) && isvector (a)
         && gather (a(1)) != 0))
    [b, r] = __nd_octave__ ("deconv", y, a);
    return;
  endif

  n = numel (y) - numel (a) + 1;
  if (n < 1)
    b = gpu_tensor (0, device_of (y, a));
    r = y;
    return;
  endif
  impulse = [1; zeros(n - 1, 1)];
  if (isrow (y))
    impulse = impulse.';
  endif
  [b, state] = filter (y, a, gpu_tensor (impulse, device_of (y, a)));
  rest = state(1:numel (a)-1)(:) .* a(1);
  r = [zeros(n, 1, "like", rest); rest];
  r = reshape (r, size (y));

endfunction
