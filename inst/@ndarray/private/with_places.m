## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## args = with_places (FIELDS): the parts of a vector field, with places one
## apart on their device before them where only fields are given, as curl and
## divergence take them.

function args = with_places (args)
  if (! any (numel (args) == [2, 3]) || isempty (args{1}))
    return;
  endif
  device = device_of (args{:});
  sz = size (args{1});
  sz(end+1:numel (args)) = 1;
  places = arrayfun (@(n) nd_colon (1, n, "device", device)(:), ...
                     sz([2, 1, 3:numel(args)]), "UniformOutput", false);
  places{1} = places{1}.';
  if (numel (args) > 2)
    places{3} = reshape (places{3}, 1, 1, []);
  endif
  args = [places, args];
endfunction
