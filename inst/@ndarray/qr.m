## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{q}, @var{r}] =} qr (@var{a})
## @deftypefnx {} {[@var{q}, @var{r}, @var{p}] =} qr (@var{a})
## @deftypefnx {} {[@dots{}] =} qr (@var{a}, @var{opt})
## Return the QR factorization of an nd array, on its device, as Octave's
## @code{qr} does.
##
## The columns' order @var{p} is found on the array's device one by one.
## @seealso{chol, lu, svd}
## @end deftypefn

function varargout = qr (a, varargin)

  opt = [varargin, {"matrix"}]{1};
  if (nargout == 3 && any (nargin == [1, 2]) && is_on_device (a)
      && isfloat (a) && ndims (a) == 2 && ! isempty (a)
      && (ischar (opt) || isequal (opt, 0)) && truth (isfinite (a)))
    [~, ~, p] = builtin ("qr", eye (2, class (a)), varargin{:}); # its form
    order = pivots (a);
    economy = {0}(! any (strcmp (opt, {"matrix", "vector"})));
    [q, r] = qr (a(:,order), economy{:});
    if (! isvector (p))
      order = eye (columns (a))(:,order);
    endif
    varargout = {q, r, gpu_tensor(cast (order, class (p)), a.device)};
  else
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("qr", Inf, a, varargin{:});
  endif

endfunction

## In each step the longest of the columns comes first, and what is orthogonal
## to it remains of the others (Householder's reflections).
function order = pivots (a)

  [m, n] = size (a);
  order = 1:n;
  unit = max (abs (a(:))); # squares fit then
  if (unit > 0)
    a = a ./ unit;
  endif
  for k = 1:min (m, n - 1)
    [longest, place] = max (sumsq (a, 1));
    if (longest == 0)
      break;
    endif
    place = gather (place);
    order([k, k+place-1]) = order([k+place-1, k]);
    a(:,[1, place]) = a(:,[place, 1]);
    v = a(:,1);
    first = v(1);
    if (first == 0)
      v(1) = sqrt (longest);
    else
      v(1) = first + first ./ abs (first) .* sqrt (longest);
    endif
    a = a(:,2:end) - v * ((2 ./ sumsq (v)) .* (v' * a(:,2:end)));
    a = a(2:end,:);
  endfor

endfunction
