## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## S = sum_of_terms (S, TERM, NEXT): S + TERM + NEXT (TERM, 2) + ..., for each
## element until it no longer changes, or a thousand terms.

function s = sum_of_terms (s, term, next)
  limit = eps (class (s));
  goes_on = abs (term) > limit .* abs (s);
  for k = 2:1000
    if (mod (k, 8) == 2 && ! any (goes_on(:)))
      break;
    endif
    s = merge (goes_on, s + term, s);
    term = merge (goes_on, next (term, k), term);
    goes_on &= abs (term) > limit .* abs (s);
  endfor
endfunction
