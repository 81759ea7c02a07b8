## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {[@var{dx}, @var{dy}, @dots{}] =} gradient (@var{m})
## @deftypefnx {} {[@dots{}] =} gradient (@var{m}, @var{s})
## @deftypefnx {} {[@dots{}] =} gradient (@var{m}, @var{x}, @var{y}, @dots{})
## Return the slopes of an nd array along its dimensions, as Octave's
## @code{gradient} does.
## @seealso{del2, diff}
## @end deftypefn

function varargout = gradient (m, varargin)

  if (is_function_handle (m))
    [varargout{1:max (nargout, 1)}] = builtin ("gradient", m, varargin{:});
    return;
  endif

  ## The first one is along rows, or along the vector.
  dims = [2, 1, 3:ndims(m)];
  if (iscolumn (m))
    dims(1:2) = [1, 2];
  endif
  count = max (nargout, 1);
  is_case = (is_on_device (m) && isnumeric (m) && ! isempty (m)
             ## Octave loses dimensions of one element.
             && (ndims (m) == 2 || all (size (m) > 1))
             && count <= numel (dims) && any (nargin == [1, 2, ndims(m) + 1]));
  if (is_case)
    places = [varargin, cell(1, count)](1:count);
    if (nargin == 1)
      places(:) = {1};
    elseif (nargin == 2 && isscalar (varargin{1}))
      places(:) = varargin;
    endif
    lengths = num2cell (size (m)(dims(1:count)));
    is_case = all (cellfun (@are_places, places, lengths));
  endif
  if (! is_case)
    [varargout{1:count}] = __nd_octave__ ("gradient", m, varargin{:});
    return;
  endif

  if (! isfloat (m))
    ask_octave ("gradient", m); # newer ones refuse such classes
  endif
  for k = 1:count
    check_together ("gradient", "M", m, "spacing", places{k});
    varargout{k} = slopes (m, dims(k), places{k});
    if (iscolumn (m) && k > 1)
      varargout{k} = varargout{k}.'; # as Octave has it
    endif
  endfor

endfunction

function g = slopes (m, dim, places)
  n = size (m, dim);
  if (n == 1)
    g = zeros (size (m), "like", m);
    return;
  endif
  h = steps_along (m, places, dim);
  step = @(k) slice (h, dim, k);
  part = @(k) slice (m, dim, k);
  g = cat (dim, diff (part (1:2), 1, dim) ./ step (1),
           (part (3:n) - part (1:n-2)) ./ (step (1:n-2) + step (2:n-1)),
           diff (part (n-1:n) ./ step (n - 1), 1, dim));
  g = cast (g, class (m));
endfunction
