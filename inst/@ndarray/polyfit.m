## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{p} =} polyfit (@var{x}, @var{y}, @var{n})
## @deftypefnx {} {[@var{p}, @var{s}, @var{mu}] =} polyfit (@dots{})
## Return the polynomial of degree @var{n} that fits points best, on their
## device, as Octave's @code{polyfit} does.
##
## With several results and @var{n} a mask, devices that have only libraries of
## their own refuse.
## @seealso{polyval, mldivide}
## @end deftypefn

function varargout = polyfit (x, y, n)

  if (nargin < 3)
    print_usage ();
  endif
  is_case = (is_on_device (x) && is_on_device (y) && isfloat (x)
             && isfloat (y) && numel (x) == numel (y) && ! isndarray (n));
  if (is_case && islogical (n) && nargout < 2 && any (n(:))
      && nnz (n) <= numel (x))
    check_together ("polyfit", "X", x, "Y", y);
    powers = vander (x(:), numel (n)); # x .^ 0 is NaN for a complex zero
    chosen = powers(:,n(:)) \ y(:);
    p = nd_zeros (1, numel (n), "device", x.device); # double, as Octave has it
    p(n(:)) = chosen;
    varargout = {p};
  elseif (! (is_case && isreal (n) && isscalar (n) && ! islogical (n)
             && n == fix (n) && n >= 0 && n < numel (x)))
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("polyfit", 2, x, y, n);
  elseif (nargout < 2 && truth (isfinite (x) & isfinite (y)))
    varargout{1} = (vander (x(:), n + 1) \ y(:)).';
  else
    check_together ("polyfit", "X", x, "Y", y);
    [varargout{1:nargout}] = builtin ("polyfit", x, y, n);
  endif

endfunction
