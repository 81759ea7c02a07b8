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

  if (nargin < 3)
    print_usage ();
  endif

  options = struct ("endpoints", "shrink", "dim", [], ...
                    "nancond", "includenan", "nanval", NaN);
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
    has_nan = isfloat (x) && ! truth (! isnan (x));
    is_case = (is_dim (dim) && dim <= min (ndims (x), 2)
               && ! (has_nan && strncmpi (options.nancond, "omit", 4))
               && (any (strcmpi (rule, {"shrink", "discard", "fill", "same", ...
                                        "periodic"}))
                   || (isnumeric (rule) && isscalar (rule))));
  endif
  if (is_case)
    ## Octave's errors, and the class of its result.
    few = zeros (min (size (x, dim), 2 * max (wlen) + 2), 1, class (x));
    sample = movfun (fcn, few, wlen, varargin{:}, "dim", 1);
    [~, ~, ~, ~, window] = movslice (numel (few), wlen);
    is_case = iscolumn (sample) && numel (window) > 1;
  endif
  if (! is_case)
    y = __nd_octave__ ("movfun", fcn, x, wlen, varargin{:});
    return;
  endif

  order = [dim, 1:dim-1, dim+1:ndims(x)];
  sz = size (x)(order);
  c = reshape (permute (x, order), sz(1), prod (sz(2:end)));
  n = sz(1);
  centers = ramp_on (x, n);
  whole = 1-window(1):n-window(end);
  window = nd_colon (window(1), window(end), "device", x.device).';
  if (strcmpi (rule, "shrink"))
    y = shrinking (fcn, c, whole, window);
  elseif (strcmpi (rule, "discard"))
    centers = centers(whole);
    sz(1) = numel (whole);
    y = slide (fcn, c, centers + window);
  elseif (strcmpi (rule, "same"))
    y = slide (fcn, c, max (min (centers + window, n), 1));
  elseif (strcmpi (rule, "periodic"))
    y = slide (fcn, c, mod (centers + window - 1, n) + 1);
  else
    if (ischar (rule))
      rule = NaN;
    endif
    ends = repmat (gpu_tensor (rule, x.device), numel (window), columns (c));
    y = slide (fcn, [ends; c; ends], centers + window + numel (window));
  endif
  if (has_nan && nan_prevails ())
    edge = repmat (gpu_tensor (false, x.device), numel (window), columns (c));
    spoilt = slide (@(w) any (w, 1), [edge; isnan(c); edge], ...
                    centers + window + numel (window));
    y(spoilt) = NaN;
  endif
  y = squeeze (permute (reshape (cast (y, class (sample)), sz), order));

endfunction

## Does Octave take NaN for what any function makes of a window with NaN?
function tf = nan_prevails ()
  tf = isnan (movfun (@(w) zeros (1, columns (w)), [NaN; 0; 0; 0], 3)(2));
endfunction

## What FCN makes of the rows of C in each column of ROWS, for all columns of C.
function y = slide (fcn, c, rows_of)
  n = columns (rows_of);
  before = rows (c) .* (ramp_on (c, columns (c)) - 1);
  k = rows_of + reshape (before, 1, 1, columns (c));
  y = fcn (reshape (pick (c, k), rows (k), n * columns (c)));
  y = reshape (y, n, columns (c));
endfunction

## The same for windows of which there is less at both ends; those at WHOLE are
## whole.
function y = shrinking (fcn, c, whole, window)
  n = rows (c);
  ends = 1:n;
  if (! isempty (whole))
    ends = [1:whole(1)-1, whole(end)+1:n];
  endif
  parts = arrayfun (@(k) at_end (fcn, c, k + window), ends(:), ...
                    "UniformOutput", false);
  if (! isempty (whole))
    middle = nd_colon (whole(1), whole(end), "device", c.device);
    parts = [parts(ends < whole(1)); {slide(fcn, c, middle + window)}; ...
             parts(ends > whole(1))];
  endif
  y = vertcat (parts{:});
endfunction

## FCN of the rows that there are, column by column.
function y = at_end (fcn, c, k)
  part = c(k(k >= 1 & k <= rows (c)),:);
  if (rows (part) > 1)
    y = fcn (part);
  else
    elements = cellfun (fcn, num2cell (part), "UniformOutput", false);
    y = [elements{:}];
  endif
endfunction
