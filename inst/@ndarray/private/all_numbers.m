## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = all_numbers (PARTS): can the values of the cell array PARTS be elements
## of one nd array?  Strings, cells and sparse matrices follow Octave's own
## rules.

function tf = all_numbers (parts)
  tf = (all (cellfun (@isnumeric, parts) | cellfun (@islogical, parts))
        && ! any (cellfun (@issparse, parts)));
endfunction
