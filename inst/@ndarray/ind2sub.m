## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{i}, @var{j}, @dots{}] =} ind2sub (@var{dims}, @var{ind})
## Convert linear indices in an nd array to subscripts, as Octave's
## @code{ind2sub} does.
## @seealso{sub2ind}
## @end deftypefn

function varargout = ind2sub (dims, ind)

  if (nargin < 2)
    print_usage ();
  endif

  dims = gather (dims);
  n = max (nargout, 1);
  is_case = (isnumeric (dims) && isvector (dims) && numel (dims) > 1
             && all (dims >= 0) && all (dims == fix (dims))
             && isnumeric (ind) && isindex (ind, prod (dims)));
  if (! is_case)
    [varargout{1:n}] = __nd_octave__ ("ind2sub", dims, ind);
    return;
  endif

  dims = [dims(:).', ones(1, n - numel (dims))];
  left = double (ind) - 1;
  for k = 1:n-1
    varargout{k} = mod (left, dims(k)) + 1;
    left = floor (left / dims(k));
  endfor
  varargout{n} = left + 1;

endfunction
