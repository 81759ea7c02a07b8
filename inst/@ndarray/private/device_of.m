## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## DEVICE = device_of (...): where the first array is that is on a device.

function device = device_of (varargin)
  device = varargin{find (cellfun (@is_on_device, varargin), 1)}.device;
endfunction
