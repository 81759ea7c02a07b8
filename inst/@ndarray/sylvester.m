## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{x} =} sylvester (@var{a}, @var{b}, @var{c})
## Solve the equation @code{@var{a} * @var{x} + @var{x} * @var{b} = @var{c}}, as
## Octave's @code{sylvester} does, on the arrays' device.
##
## Devices that have only libraries of their own do it where @var{a} and @var{b}
## are symmetric or Hermitian, or @var{c} has 1024 elements at most.
## @seealso{mldivide, kron}
## @end deftypefn

function x = sylvester (a, b, c)

  if (nargin != 3)
    print_usage ();
  endif
  is_case = (is_on_device (a) && is_on_device (b) && is_on_device (c)
             && all (strcmp (a.device, {b.device, c.device}))
             && isfloat (a) && isfloat (b) && isfloat (c) && ! isempty (c)
             && issquare (a) && issquare (b)
             && isequal (size (c), [rows(a), rows(b)])
             && truth (isfinite (a)) && truth (isfinite (b)));
  if (is_case && ishermitian (a) && ishermitian (b))
    [u, lambda] = eig (a, "vector");
    [v, mu] = eig (b, "vector");
    x = u * ((u' * c * v) ./ (lambda + mu.')) * v';
  elseif (is_case && numel (c) <= 1024)
    id = @(m) nd_eye (rows (m), "device", m.device);
    x = (kron (id (b), a) + kron (b.', id (a))) \ c(:);
    x = reshape (x, size (c));
  else
    x = __nd_library__ ("sylvester", Inf, a, b, c);
  endif

endfunction
