## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tau} =} kendall (@var{x}, @var{y})
## Return Kendall's rank correlation of the columns of nd arrays, as Octave's
## @code{kendall} does.
## @seealso{ranks, spearman, corr}
## @end deftypefn

function tau = kendall (x, varargin)

  data = [{x}, varargin];
  if (! (nargin < 3 && any (cellfun (@is_on_device, data))
         && all_numbers (data) && all (cellfun (@ndims, data) == 2)
         && ! any (cellfun (@isempty, data))))
    tau = __nd_octave__ ("kendall", x, varargin{:});
    return;
  endif

  check_together ("kendall", [{"X", "Y"}(1:nargin); data]{:});
  are_rows = cellfun (@isrow, data);
  data(are_rows) = cellfun (@transpose, data(are_rows), ...
                            "UniformOutput", false);
  x = [data{:}]; # integers, where one of them is
  name = "double";
  if (any (cellfun (@isa, {x, data{end}}, {"single"})))
    name = "single";
  endif
  r = ranks (as_float (x));
  [n, c] = size (r);
  ## The signs of all differences.
  m = sign (reshape (r, 1, n, c) - reshape (r, n, 1, c));
  tau = corr (cast (reshape (m, n * n, c), name));
  if (nargin == 2)
    first = columns (data{1});
    tau = tau(1:first,first+1:c);
  endif

endfunction
