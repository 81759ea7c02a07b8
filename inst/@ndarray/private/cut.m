## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## C = cut (X, LENGTHS): X in pieces, in a cell array: LENGTHS{d} are their
## lengths along dimension d.

function c = cut (x, lengths)
  counts = cellfun (@numel, lengths);
  c = cell ([counts, 1]);
  ends = cellfun (@cumsum, lengths, "UniformOutput", false);
  place = cell (1, numel (counts));
  for k = 1:numel (c)
    [place{:}] = ind2sub ([counts, 1], k);
    ranges = cellfun (@(len, last, p) last(p) - len(p) + 1:last(p), ...
                      lengths, ends, place, "UniformOutput", false);
    c{k} = x(ranges{:});
  endfor
endfunction
