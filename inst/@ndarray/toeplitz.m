## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} toeplitz (@var{c})
## @deftypefnx {} {@var{a} =} toeplitz (@var{c}, @var{r})
## Return the matrix whose diagonals are constant, with the first column @var{c}
## and the first row @var{r}, which are nd arrays, as Octave's @code{toeplitz}
## does.
## @seealso{hankel, vander}
## @end deftypefn

function a = toeplitz (varargin)
  a = __nd_by_size__ ("toeplitz", @of_large, varargin{:});
endfunction

function a = of_large (c, varargin)

  r = [varargin, {c}]{1};
  if (nargin > 2 || ! is_device_vector (c, r))
    a = __nd_octave__ ("toeplitz", c, varargin{:});
    return;
  endif

  check_together ("toeplitz", "C", c, "R", r);
  if (nargin == 1 && iscomplex (c))
    c = conj (c);
    c(1) = conj (c(1));
  elseif (r(1) != c(1))
    warning ("toeplitz: column wins diagonal conflict");
  endif
  a = sliding ([flip(r(2:end)(:)); c(:)], numel (c), numel (r), -1);

endfunction
