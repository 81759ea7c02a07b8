## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [...] = as_floats (DEVICE, ...): numbers as Octave's special functions take
## them, arrays of one size where DEVICE is: all are single where one is, else
## double.

function varargout = as_floats (device, varargin)
  name = "double";
  if (any (cellfun (@isa, varargin, {"single"})))
    name = "single";
  endif
  sizes = cellfun (@size, varargin, "UniformOutput", false);
  largest = sizes{[find(cellfun (@numel, varargin) > 1, 1), 1](1)};
  one = nd_ones (largest, name, "device", device);
  varargout = cellfun (@(x) cast (x, name) .* one, varargin, ...
                       "UniformOutput", false);
endfunction
