## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{nel} =} nth_element (@var{x}, @var{n})
## @deftypefnx {} {@var{nel} =} nth_element (@var{x}, @var{n}, @var{dim})
## Return the @var{n}-th smallest elements of an nd array along dimension
## @var{dim}, as Octave's @code{nth_element} does.
## @seealso{sort, median}
## @end deftypefn

function nel = nth_element (x, n, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  ## On the CPU Octave's own need not sort everything.
  is_case = (is_on_device (x) && any (nargin == [2, 3]) && isnumeric (n)
             && isvector (n) && (nargin < 3 || is_dim (varargin{1})));
  if (is_case)
    dim = [varargin{:}, first_dim(x)](1);
    n = n(:).';
    is_case = (all (n == fix (n)) && n(1) >= 1
               && n(end) >= 1 && max (n) <= size (x, dim)
               && (all (diff (n) == 1) || all (diff (n) == -1)));
  endif
  if (! is_case)
    nel = __nd_octave__ ("nth_element", x, n, varargin{:});
    return;
  endif

  nel = slice (sort (x, dim), dim, n);

endfunction
