## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## Y = pad (NAME, X, L, C, DIM): what NAME, "prepad" or "postpad", makes of X.

function y = pad (name, x, varargin)

  is_case = is_on_device (x) && ! isempty (x) && any (numel (varargin) == 1:3);
  if (is_case)
    l = varargin{1};
    c = [varargin(2:end), {0}]{1};
    dim = [varargin(3:end), {long_dim(x)}]{1};
    if (isempty (c))
      c = 0;
    endif
    is_case = (isnumeric (l) && isscalar (l) && l >= 0 && l == fix (l)
               && (isnumeric (c) || islogical (c)) && isscalar (c)
               && is_dim (dim));
  endif
  if (! is_case)
    y = __nd_octave__ (name, x, varargin{:});
    return;
  endif

  before = strcmp (name, "prepad");
  d = size (x, dim);
  if (d >= l)
    y = slice (x, dim, (1:l) + before * (d - l));
    return;
  endif
  sz = size (x);
  sz(end+1:dim) = 1;
  sz(dim) = l - d;
  filling = repmat (gpu_tensor (c, x.device), sz);
  if (before)
    y = cat (dim, filling, x);
  else
    y = cat (dim, x, filling);
  endif

endfunction
