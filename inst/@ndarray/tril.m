## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{t} =} tril (@var{a})
## @deftypefnx {} {@var{t} =} tril (@var{a}, @var{k})
## @deftypefnx {} {@var{t} =} tril (@var{a}, @var{k}, "pack")
## Return the lower triangle of the nd array @var{a}, from diagonal @var{k} on,
## zero elsewhere; or, with @qcode{"pack"}, its elements as a column.
## @seealso{triu, diag}
## @end deftypefn

function a = tril (varargin)
  a = __nd_by_size__ ("tril", @of_large, varargin{:});
endfunction

function a = of_large (a, varargin)
  a = triangle ("tril", @le, a, varargin{:});
endfunction
