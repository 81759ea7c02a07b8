## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = truth (VALUES): are all of them true?  An ordinary truth value; a
## device's are asked where they are.

function tf = truth (values)
  tf = false;
  if (all (values(:)))
    tf = true;
  endif
endfunction
