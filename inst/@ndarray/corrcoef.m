## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{r} =} corrcoef (@var{x})
## @deftypefnx {} {@var{r} =} corrcoef (@var{x}, @var{y})
## Return the correlation coefficients of the columns of an nd array, or of the
## elements of two, as Octave's @code{corrcoef} does.
##
## On a device without further results and options.
## @seealso{corr, cov}
## @end deftypefn

function varargout = corrcoef (x, varargin)

  if (! (nargout < 2 && any (nargin == [1, 2]) && isreal (x)
         && all_numbers ({x}) && all (cellfun (@isnumeric, varargin))
         && any (cellfun (@is_on_device, {x, varargin{:}}))
         && all (cellfun (@numel, varargin) == numel (x))
         && (nargin == 2 || ndims (x) == 2) && ! isempty (x)))
    [varargout{1:max (nargout, 1)}] = __nd_octave__ ("corrcoef", x, ...
                                                     varargin{:});
    return;
  endif

  if (nargin == 2)
    check_together ("corrcoef", "X", x, "Y", varargin{1});
    x = [x(:), varargin{1}(:)]; # integers, where one of them is
  endif
  if (! isfloat (x))
    corrcoef (stand_in (x)); # the error, if this Octave has one
  endif
  x = as_float (x);
  if (isrow (x))
    x = x(:);
  endif
  n = columns (x);
  r = nd_ones (n, n, "device", x.device);
  if (isscalar (x))
    r *= NaN;
  else
    if (n > 1)
      r(:) = corr (x);
    endif
    r(1:n+1:end) = merge (any (isnan (x), 1), NaN, 1);
  endif
  varargout = {r};

endfunction
