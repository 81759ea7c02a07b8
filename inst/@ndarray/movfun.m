## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} movfun (@var{fcn}, @var{x}, @var{wlen})
## @deftypefnx {} {@var{y} =} movfun (@dots{}, "Endpoints", @var{rule})
## @deftypefnx {} {@var{y} =} movfun (@dots{}, "dim", @var{dim})
## Apply @var{fcn} to windows that slide along an nd array, as Octave's
## @code{movfun} does, and with it @code{movmean}, @code{movmax} and their like.
##
## On a device @var{fcn} gets all windows that are whole as the columns of one
## matrix there.
## @seealso{movmean, conv}
## @end deftypefn

function y = movfun (fcn, x, wlen, varargin)

  options = struct ("endpoints", "shrink", "dim", []);
  is_case = (nargin > 2 && is_function_handle (fcn) && is_on_device (x)
             && all_numbers ({x}) && ! isempty (x) && ! isndarray (wlen)
             && iscellstr (varargin(1:2:end)) && mod (nargin, 2) == 1
             && all (isfield (options, tolower (varargin(1:2:end)))));
  if (is_case)
    for k = 1:2:numel (varargin)
      options.(tolower (varargin{k})) = varargin{k+1};
    endfor
    dim = options.dim;
    if (isempty (dim))
      dim = long_dim (x);
    endif
    rule = options.endpoints;
    is_case = (is_dim (dim) && dim <= ndims (x)
               && (any (strcmpi (rule, {"shrink", "discard", "fill", "same", ...
                                        "periodic"}))
                   || (isnumeric (rule) && isscalar (rule))));
  endif
  if (is_case)
    [~, whole, ~, ~, window] = movslice (size (x, dim), wlen);
    is_case = (numel (window) > 1
               && isscalar (fcn (zeros (numel (window), 1))));
  endif
  if (! is_case)
    y = leave_to_octave ("movfun", fcn, x, wlen, varargin{:});
    return;
  endif

  order = [dim, 1:dim-1, dim+1:ndims(x)];
  sz = size (x)(order);
  c = reshape (permute (x, order), sz(1), prod (sz(2:end)));
  n = sz(1);
  k = ramp_on (x, n);
  window = nd_colon (window(1), window(end), "device", x.device).';
  if (strcmpi (rule, "shrink"))
    y = shrinking (fcn, c, whole, window);
  elseif (strcmpi (rule, "discard"))
    y = slide (fcn, c, k(whole) + window);
    sz(1) = numel (whole);
  elseif (strcmpi (rule, "same"))
    y = slide (fcn, c, max (min (k + window, n), 1));
  elseif (strcmpi (rule, "periodic"))
    y = slide (fcn, c, mod (k + window - 1, n) + 1);
  else
    if (ischar (rule))
      rule = NaN;
    endif
    ends = repmat (gpu_tensor (rule, x.device), numel (window), columns (c));
    y = slide (fcn, [ends; c; ends], k + window + numel (window));
  endif
  y = squeeze (permute (reshape (double (y), sz), order));

endfunction

## What FCN makes of the rows of C in each column of ROWS, for all columns of C.
function y = slide (fcn, c, rows_of)
  n = columns (rows_of);
  before = rows (c) .* (ramp_on (c, columns (c)) - 1);
  k = rows_of + reshape (before, 1, 1, columns (c));
  y = fcn (reshape (pick (c, k), rows (k), n * columns (c)));
  y = reshape (y, n, columns (c));
endfunction

## The same for windows of which there is less at both ends.
function y = shrinking (fcn, c, whole, window)
  n = rows (c);
  [first, last] = deal (gather (window(1)), gather (window(end)));
  parts = cell (n, 1);
  if (! isempty (whole))
    parts{whole(1)} = slide (fcn, c, nd_colon (whole(1), whole(end), ...
                                               "device", c.device) + window);
  endif
  for k = [1:n](! ismember (1:n, whole))
    part = c(max (k + first, 1):min (k + last, n),:);
    if (rows (part) > 1)
      parts{k} = fcn (part);
    else
      elements = cellfun (fcn, num2cell (part), "UniformOutput", false);
      parts{k} = [elements{:}];
    endif
  endfor
  y = vertcat (parts{! cellfun(@isempty, parts)});
endfunction
