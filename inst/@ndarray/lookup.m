## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{idx} =} lookup (@var{table}, @var{y})
## @deftypefnx {} {@var{idx} =} lookup (@var{table}, @var{y}, @var{opt})
## Find the last elements of the sorted @var{table} that do not come after each
## element of @var{y}, where one of them is an nd array, as Octave's
## @code{lookup} does.
## @seealso{interp1, histc, ismember}
## @end deftypefn

function idx = lookup (table, y, opt = "")

  if (nargin < 2)
    print_usage ();
  elseif (! (isnumeric (table) && isnumeric (y) && ischar (opt)
         && all (ismember (opt, "mblr")) && ! all (ismember ("mb", opt))
         && ! (any (ismember ("mb", opt)) && any (ismember ("lr", opt)))))
    idx = __nd_octave__ ("lookup", table, y, opt);
    return;
  endif

  check_together ("lookup", "TABLE", table, "Y", y);
  if (! (isvector (table) || isempty (table)))
    lookup (ones (2), 1); # Octave's warning
    table = table(:);
  endif
  if (iscomplex (table))
    table = abs (table);
  endif
  if (iscomplex (y))
    y = abs (y);
  endif
  if (! strcmp (class (table), class (y)))
    ## Octave compares the values as they are, not in the class of the table.
    name = "double";
    if (isa (table, "single") || isa (y, "single"))
      name = "single";
    endif
    [table, y] = deal (cast (table, name), cast (y, name));
  endif
  n = numel (table);
  falling = false;
  if (n > 0 && table(1) > table(n))
    falling = true;
  endif
  idx = __nd_call__ ("__nd_search__", table, y, falling);
  if (any (opt == "b") || any (opt == "m"))
    found = idx > 0;
    if (n > 0)
      found &= reshape (table(max (idx, 1)), size (idx)) == y;
    endif
    if (any (opt == "b"))
      idx = found;
    else
      idx .*= found;
    endif
  endif
  if (any (opt == "r"))
    idx = min (idx, n - 1);
  endif
  if (any (opt == "l"))
    idx = max (idx, 1);
  endif

endfunction
