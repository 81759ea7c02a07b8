## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = fit_together (...): are they real numbers, one or arrays of one size,
## not empty, and is one of them on a device?

function tf = fit_together (varargin)
  tf = (all (cellfun (@isnumeric, varargin))
        && all (cellfun (@isreal, varargin))
        && any (cellfun (@is_on_device, varargin))
        && ! any (cellfun (@isempty, varargin))
        && common_size (varargin{:}) == 0);
endfunction
