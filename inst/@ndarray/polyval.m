## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{y} =} polyval (@var{p}, @var{x})
## Evaluate the polynomial @var{p} at the elements of @var{x}, on the device
## of the arrays.
##
## Horner's rule waits and runs as one pass.  With more arguments, or for the
## error estimate, Octave's own @code{polyval} runs on ordinary arrays.
## @end deftypefn

function varargout = polyval (p, x, varargin)

  if (nargin == 2 && nargout < 2 && isfloat (p) && isfloat (x) && isvector (p)
      && ! isempty (x) && (isndarray (x) || isscalar (x))
      && ! __nd_is_small__ (p, x))
    y = ones (1, 1, class (x));
    if (isndarray (x))
      y = nd_ones (size (x), class (x), "device", x.device);
    endif
    y = p(1) .* y;
    for k = 2:numel (p)
      y = y .* x + p(k);
    endfor
    varargout = {y};
  elseif (nargin < 2)
    print_usage ();
  else
    [varargout{1:max (nargout, 1)}] = __nd_call__ ("polyval", p, x, varargin{:});
  endif

endfunction
