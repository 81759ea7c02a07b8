## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{b} =} bitset (@var{a}, @var{n}, @var{val})
## Set or clear bits @var{n} of the elements of an nd array, as Octave's
## @code{bitset} does.
## @seealso{bitget, bitand, bitor, bitshift}
## @end deftypefn

function b = bitset (a, n, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  val = [varargin, {true}]{1};
  is_case = (any (nargin == [2, 3]) && all_numbers ({a, n, val})
             && any (cellfun (@is_on_device, {a, n, val}))
             && (isfloat (a) || isinteger (a)) && isreal (a) && ! isempty (a)
             && truth (a >= 0));
  if (is_case)
    count = ceil (log2 (largest_whole (class (a))));
    is_case = (common_size (a, n, val) == 0 && truth (n >= 1 & n <= count)
               && truth (n == fix (n)));
  endif
  if (! is_case)
    b = __nd_octave__ ("bitset", a, n, varargin{:});
    return;
  endif

  check_together ("bitset", "A", a, "N", n, "VAL", val);
  mask = cast (2 .^ (double (n) - 1), class (a));
  b = merge (val != 0, bitor (a, mask), a - bitand (a, mask));

endfunction

function top = largest_whole (name)
  if (any (strcmp (name, {"double", "single"})))
    top = flintmax (name);
  else
    top = intmax (name);
  endif
endfunction
