## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} polyval (@var{p}, @var{x})
## @deftypefnx {} {[@var{y}, @var{dy}] =} polyval (@var{p}, @var{x}, @var{s}, @
## @var{mu})
## Evaluate the polynomial @var{p} at the elements of @var{x}, on the device
## of the arrays; @var{s} and @var{mu} are what @code{polyfit} tells of a fit.
##
## Horner's rule waits and runs as one pass.
## @seealso{polyfit}
## @end deftypefn

function varargout = polyval (p, x, varargin)

  if (nargin == 2 && nargout < 2 && isfloat (p) && isfloat (x) && isvector (p)
      && ! isempty (p) && ! isempty (x) && (isndarray (x) || isscalar (x))
      && ! __nd_is_small__ (p, x))
    y = ones (1, 1, class (x));
    if (isndarray (x))
      y = nd_ones (size (x), class (x), "device", x.device);
    endif
    y = p(1) .* y;
    for k = 2:numel (p)
      y = y .* x + p(k);
    endfor
    varargout = {y};
  elseif (nargin < 2)
    print_usage ();
  elseif (is_of_fit (max (nargout, 1), p, x, varargin{:}))
    [s, mu] = [varargin, {[]}]{1:2};
    if (! isempty (mu))
      x = (x - mu(1)) ./ mu(2);
    endif
    varargout{1} = polyval (p, x);
    if (nargout > 1)
      powers = nd_colon (numel (p) - 1, -1, 0, "device", x.device);
      spread = sqrt (1 + sumsq ((x(:) .^ powers) / s.R, 2));
      varargout{2} = reshape (spread .* s.normr ./ sqrt (s.df), size (x));
    endif
  elseif (nargout < 2 && is_on_device (x) && isfloat (p) && isfloat (x)
          && isempty (p) && ! isempty (x))
    y = polyval (cast ([], class (p)), cast (1, class (x))); # of Octave's class
    varargout = {repmat(gpu_tensor (y, x.device), size (x))};
  elseif (nargout < 2 && is_on_device (p) && isempty (x))
    y = __nd_octave__ ("polyval", stand_in (p), x, varargin{:});
    varargout = {gpu_tensor(y, p.device)};
  else
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("polyval", p, x, ...
                                                       varargin{:});
  endif

endfunction

## On a device, with what polyfit tells of the fit.
function tf = is_of_fit (results, p, x, s = [], mu = [])
  tf = (nargin > 3 && is_on_device (x) && isfloat (p) && isfloat (x)
        && isvector (p) && ! isempty (p) && ! isempty (x) && isfloat (mu)
        && (nargin < 5 || numel (mu) > 1)
        && (results == 1 || (results == 2 && isstruct (s)
                             && all (isfield (s, {"R", "normr", "df"})))));
endfunction
