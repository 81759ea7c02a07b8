## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## VALUES = put_there (DEVICE, VALUES): the same values; the arrays of numbers
## among those in the cell array VALUES are on DEVICE.

function values = put_there (device, values)
  are_arrays = cellfun (@(v) isnumeric (v) || islogical (v), values);
  values(are_arrays) = cellfun (@(v) gpu_tensor (v, device), ...
                                values(are_arrays), "UniformOutput", false);
endfunction
