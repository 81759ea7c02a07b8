## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## Y = continued_fraction (MODEL, TERMS): the value of the continued fraction
## a1 / (b1 + a2 / (b2 + ...)) for each element, where [A, B] = TERMS (K) are
## arrays of the size of MODEL: Lentz's method as Thompson and Barnett modified
## it, up to 1000 terms.  Each element stops where it no longer changes.

function y = continued_fraction (model, terms)

  tiny = sqrt (realmin (class (model)));
  limit = eps (class (model));
  y = c = tiny .* ones (size (model), "like", model);
  d = 0 .* y;
  goes_on = y > 0;
  for k = 1:1000
    [a, b] = terms (k);
    d = not_zero (b + a .* d, tiny);
    c = not_zero (b + a ./ c, tiny);
    d = 1 ./ d;
    change = c .* d;
    y = merge (goes_on, y .* change, y);
    goes_on &= abs (change - 1) > limit;
    ## To ask a device is to wait for it.
    if (mod (k, 8) == 0 && ! any (goes_on(:)))
      break;
    endif
  endfor

endfunction

function x = not_zero (x, tiny)
  x = merge (x == 0, tiny, x);
endfunction
