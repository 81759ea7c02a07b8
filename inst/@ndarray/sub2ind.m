## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{ind} =} sub2ind (@var{dims}, @var{i}, @var{j}, @dots{})
## Convert subscripts that are nd arrays to linear indices, as Octave's
## @code{sub2ind} does.
## @seealso{ind2sub}
## @end deftypefn

function ind = sub2ind (dims, varargin)

  dims = gather (dims);
  n = numel (varargin);
  is_case = (n > 0 && isnumeric (dims) && isvector (dims) && numel (dims) > 1
             && all (dims >= 0) && all (dims == fix (dims))
             && size_equal (varargin{:}));
  if (is_case)
    ## The last subscript runs over all dimensions that are left.
    dims = [dims(:).', ones(1, n - numel (dims))];
    extents = [dims(1:n-1), prod(dims(n:end))];
    for k = 1:n
      is_case = (is_case && isnumeric (varargin{k})
                 && isindex (varargin{k}, extents(k)));
    endfor
  endif
  if (! is_case)
    ind = __nd_octave__ ("sub2ind", dims, varargin{:});
    return;
  endif

  ind = double (varargin{1});
  step = 1;
  for k = 2:n
    step *= dims(k-1);
    ind += (double (varargin{k}) - 1) * step;
  endfor

endfunction
