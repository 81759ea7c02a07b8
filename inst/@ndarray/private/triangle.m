## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## A = triangle (NAME, KEEPS, A, ...): what NAME, "tril" or "triu", makes of A;
## KEEPS (DIAGONALS, K) says where elements stay.

function a = triangle (name, keeps, a, varargin)

  pack = ! isempty (varargin) && strcmp (varargin{end}, "pack");
  options = varargin(1:end-pack);
  k = 0;
  if (numel (options) == 1)
    k = options{1};
  endif
  if (numel (options) > 1 || ! isndarray (a) || ndims (a) != 2
      || ! (isnumeric (k) && isscalar (k) && k == fix (k)))
    a = __nd_octave__ (name, a, varargin{:});
    return;
  endif

  diagonals = ramp_on (a, columns (a)) - ramp_on (a, rows (a))(:);
  if (pack)
    a = a(:)(keeps (diagonals, k)(:))(:); # a column of nothing, too
  else
    a(! keeps (diagonals, k)) = zeros (1, class (a));
  endif

endfunction
