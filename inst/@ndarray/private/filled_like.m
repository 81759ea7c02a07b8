## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## A = filled_like (NAME, ARGS): the array that NAME, such as "zeros", makes
## like an nd array, or an ordinary one of sizes among which there is an nd
## array.

function a = filled_like (name, args)

  if (any (strcmpi (args(cellfun (@ischar, args)), "like")))
    a = __nd_create__ (name, args{:});
  else
    are_nd = cellfun (@isndarray, args);
    args(are_nd) = cellfun (@full, args(are_nd), "UniformOutput", false);
    a = feval (name, args{:});
  endif

endfunction
