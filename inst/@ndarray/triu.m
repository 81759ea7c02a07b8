## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{t} =} triu (@var{a})
## @deftypefnx {} {@var{t} =} triu (@var{a}, @var{k})
## @deftypefnx {} {@var{t} =} triu (@var{a}, @var{k}, "pack")
## Return the upper triangle of the nd array @var{a}, from diagonal @var{k} on,
## zero elsewhere; or, with @qcode{"pack"}, its elements as a column.
## @seealso{tril, diag}
## @end deftypefn

function a = triu (varargin)
  a = __nd_by_size__ ("triu", @of_large, varargin{:});
endfunction

function a = of_large (a, varargin)
  a = triangle ("triu", @ge, a, varargin{:});
endfunction
