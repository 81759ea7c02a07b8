## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{c} =} kron (@var{a}, @var{b}, @dots{})
## Return the Kronecker product of nd arrays, as Octave's @code{kron} does.
## @seealso{bsxfun}
## @end deftypefn

function c = kron (varargin)
  c = __nd_by_size__ ("kron", @of_large, varargin{:});
endfunction

function c = of_large (varargin)

  if (nargin < 2 || ! all (cellfun (@is_matrix, varargin)))
    c = __nd_octave__ ("kron", varargin{:});
    return;
  endif
  check_together ("kron", [op_names(nargin); varargin]{:});
  parts = cellfun (@as_factor, varargin, "UniformOutput", false);
  c = parts{1};
  for k = 2:nargin
    c = product (c, parts{k});
  endfor

endfunction

function tf = is_matrix (a)
  tf = ((isnumeric (a) || islogical (a)) && ! issparse (a)
        && ! (isinteger (a) && ndims (a) > 2));
endfunction

## Octave sees further dimensions as columns, and integers as doubles.
function a = as_factor (a)
  a = a(:,:);
  if (! isfloat (a))
    a = double (a);
  endif
endfunction

## Element (i, j) of A times all of B is block (i, j).  Where A is complex,
## Octave multiplies complex numbers, which decides about signs of zeros.
function c = product (a, b)
  if (iscomplex (a) && isreal (b))
    b = complex (b, 0);
  endif
  [m, n] = size (a);
  [p, q] = size (b);
  c = reshape (a, 1, m, 1, n) .* reshape (b, p, 1, q, 1);
  c = reshape (c, m * p, n * q);
endfunction
