## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = is_device_vector (...): are they vectors of numbers that have elements,
## and one on a device?

function tf = is_device_vector (varargin)
  tf = (all_numbers (varargin) && all (cellfun (@isvector, varargin))
        && ! any (cellfun (@isempty, varargin))
        && any (cellfun (@is_on_device, varargin)));
endfunction
