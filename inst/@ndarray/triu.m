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

function a = triu (a, varargin)

  pack = ! isempty (varargin) && strcmp (varargin{end}, "pack");
  options = varargin(1:end-pack);
  k = 0;
  if (numel (options) == 1)
    k = options{1};
  endif
  if (numel (options) > 1 || ! isndarray (a) || ndims (a) != 2
      || ! (isnumeric (k) && isscalar (k) && k == fix (k)))
    a = leave_to_octave ("triu", a, varargin{:});
    return;
  endif

  rows = ramp_on (a, rows (a))(:);
  columns = ramp_on (a, columns (a));
  if (pack)
    a = a(:)((columns - rows >= k)(:));
  else
    a(columns - rows < k) = zeros (1, class (a));
  endif

endfunction
