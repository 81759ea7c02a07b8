## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{s}, @var{iters}] =} logm (@var{a}, @var{opt_iters})
## Return the matrix logarithm of an nd array, as Octave's @code{logm} does, on
## its device.
##
## Devices that have only libraries of their own refuse matrices that are
## neither symmetric nor Hermitian.
## @seealso{expm, sqrtm}
## @end deftypefn

function varargout = logm (a, varargin)

  if (! (any (nargin == [1, 2]) && is_hermitian_matrix (a)))
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("logm", Inf, a, ...
                                                      varargin{:});
  elseif (isdiag (a))
    varargout = {diag(log (diag (a)))};
  else
    varargout = {of_hermitian(a), 0}(1:max (nargout, 1));
  endif

endfunction

function s = of_hermitian (a)
  [v, lambda] = eig (a, "vector");
  is_negative = lambda < -rows (a) .* eps (max (abs (lambda)));
  is_principal = ! any (is_negative);
  if (! is_principal)
    warning ("Octave:logm:non-principal",
             "logm: principal matrix logarithm is not defined for matrices with negative eigenvalues; computing non-principal logarithm");
  endif
  logarithm = log (lambda);
  logarithm(isinf (logarithm)) = -log (realmax ()); # as Octave has it
  s = (v .* logarithm.') * v';
  if (is_principal && isreal (a))
    s = real (s);
  endif

endfunction
