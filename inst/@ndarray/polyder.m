## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{k} =} polyder (@var{p})
## @deftypefnx {} {@var{k} =} polyder (@var{a}, @var{b})
## Return the derivative of a polynomial, or of the product of two, whose
## coefficients are an nd array, as Octave's @code{polyder} does.
##
## On a device with one result.
## @seealso{polyint, polyval}
## @end deftypefn

function varargout = polyder (p, varargin)

  if (nargout > 1 || nargin > 2 || ! is_device_vector (p, varargin{:})
      || ! all (cellfun (@isfloat, [{p}, varargin])))
    [varargout{1:max (nargout, 1)}] = leave_to_octave ("polyder", p, ...
                                                       varargin{:});
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
