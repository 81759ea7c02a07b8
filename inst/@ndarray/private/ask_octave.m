## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [SAMPLE, DIMS] = ask_octave (NAME, X, ...): what Octave's own function NAME
## gives for ones of X's class, at most two along each dimension, or its error;
## and the dimensions along which it makes one of them.  Options are read on the
## host: ndarray:device-to-host where they are elsewhere.

function [sample, dims] = ask_octave (name, x, varargin)
  cellfun (@full, varargin(cellfun (@is_on_device, varargin)), ...
           "UniformOutput", false);
  sample = feval (name, stand_in (x), varargin{:});
  before = min (size (x), 2);
  after = size (sample);
  after(end+1:numel (before)) = 1;
  dims = find (before != 1 & after(1:numel (before)) == 1);
endfunction
