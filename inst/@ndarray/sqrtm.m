## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{s} =} sqrtm (@var{a})
## @deftypefnx {} {[@var{s}, @var{error_estimate}] =} sqrtm (@var{a})
## Return the matrix square root of an nd array, as Octave's @code{sqrtm} does,
## on its device.
##
## Devices that have only libraries of their own refuse matrices that are
## neither symmetric nor Hermitian, and the second result.
## @seealso{expm, logm}
## @end deftypefn

function varargout = sqrtm (varargin)

  if (nargin == 1 && nargout < 2 && is_hermitian_matrix (varargin{1}))
    [v, lambda] = eig (varargin{1}, "vector");
    if (! all (lambda))
      warning ("Octave:sqrtm:SingularMatrix",
               "sqrtm: matrix is singular, may not have a square root");
    endif
    varargout{1} = (v .* sqrt (lambda).') * v';
  else
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("sqrtm", Inf, varargin{:});
  endif

endfunction
