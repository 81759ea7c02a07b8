## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{k} =} polyder (@var{p})
## @deftypefnx {} {@var{k} =} polyder (@var{a}, @var{b})
## @deftypefnx {} {[@var{q}, @var{d}] =} polyder (@var{b}, @var{a})
## Return the derivative of a polynomial, of the product of two, or of the
## quotient of two, whose coefficients are nd arrays, as Octave's @code{polyder}
## does.
## @seealso{polyint, polyval}
## @end deftypefn

function varargout = polyder (p, varargin)

  if (nargin > 2 || nargout > nargin || ! is_device_vector (p, varargin{:})
      || (nargin == 2 && ! all (cellfun (@isfloat, [{p}, varargin]))))
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("polyder", p, ...
                                                     varargin{:});
    return;
  elseif (nargout == 2)
    check_together ("polyder", "B", p, "A", varargin{1});
    [varargout{1:2}] = builtin ("polyder", p, varargin{1});
    return;
  endif

  if (nargin == 2)
    check_together ("polyder", "A", p, "B", varargin{1});
    p = conv (p, varargin{1});
  endif
  n = numel (p) - 1;
  q = nd_zeros (1, 1, "device", p.device);
  if (n > 0)
    q = reshape (p(1:n), 1, n) .* nd_colon (n, -1, 1, "device", p.device);
  endif
  varargout = {q};

endfunction
