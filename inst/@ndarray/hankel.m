## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} hankel (@var{c})
## @deftypefnx {} {@var{a} =} hankel (@var{c}, @var{r})
## Return the matrix whose antidiagonals are constant, with the first column
## @var{c} and the last row @var{r}, which are nd arrays, as Octave's
## @code{hankel} does.
## @seealso{toeplitz, vander}
## @end deftypefn

function a = hankel (c, varargin)

  r = [varargin, {c}]{1};
  if (nargin > 2 || ! is_device_vector (c, r))
    a = __nd_octave__ ("hankel", c, varargin{:});
    return;
  endif

  check_together ("hankel", "C", c, "R", r);
  if (nargin == 1)
    r = nd_zeros (numel (c), 1, "device", c.device);
  elseif (r(1) != c(end))
    warning ("hankel: column wins anti-diagonal conflict");
  endif
  a = sliding ([c(:); r(2:end)(:)], numel (c), numel (r), 1);

endfunction
