## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{lambda} =} eig (@var{a})
## @deftypefnx {} {@var{lambda} =} eig (@var{a}, @var{b})
## @deftypefnx {} {[@var{v}, @var{lambda}] =} eig (@dots{})
## Return eigenvalues and eigenvectors of nd arrays, as Octave's @code{eig}
## does, on their device.
##
## Of two matrices, @var{a} is symmetric or Hermitian and @var{b} positive
## definite, too, on devices that have only libraries of their own; these refuse
## other pairs, and left eigenvectors.
## @seealso{chol, svd, roots}
## @end deftypefn

function varargout = eig (varargin)

  if (nargin > 1 && nargout < 3 && is_definite_pair (varargin{:}))
    [varargout{1:max (nargout, 1)}] = of_definite_pair (varargin{:});
  else
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("eig", Inf, varargin{:});
  endif

endfunction

function tf = is_definite_pair (a, b, varargin)
  tf = (is_on_device (a) && is_on_device (b) && strcmp (a.device, b.device)
        && isfloat (a) && isfloat (b) && ! isempty (a) && issquare (a)
        && size_equal (a, b)
        && all (cellfun (@(w) any (strcmp (w, {"vector", "matrix"})), varargin))
        && truth (isfinite (a)) && truth (isfinite (b))
        && ishermitian (a) && ishermitian (b));
  if (tf)
    [~, p] = chol (b);
    tf = p == 0;
  endif
endfunction

## The eigenvectors V of R' \ A / R, where B = R' * R, are R times those of the
## pair, for which V' * B * V is the identity, as LAPACK's sygv has them.
function varargout = of_definite_pair (a, b, varargin)
  r = chol (b);
  c = r' \ a / r;
  [v, lambda] = eig ((c + c') / 2, "vector");
  if (strcmp ([{{"vector", "matrix"}{nargout}}, varargin]{end}, "matrix"))
    lambda = diag (lambda);
  endif
  varargout = {r \ v, lambda}(3-nargout:end);
endfunction
