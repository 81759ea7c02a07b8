## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} filter (@var{b}, @var{a}, @var{x})
## @deftypefnx {} {[@var{y}, @var{sf}] =} filter (@dots{})
## Filter @var{x} as Octave's @code{filter} does.
##
## On a device with the weights @var{b} of a filter without feedback (@var{a} is
## one number); devices that have only libraries of their own refuse others.
## @seealso{conv2, filter2}
## @end deftypefn

function varargout = filter (b, a, x, varargin)

  if (nargin < 3)
    print_usage ();
  endif
  check_together ("filter", "B", b, "A", a, "X", x);
  if (nargin == 3 && nargout < 2 && is_on_device (x) && isfloat (x)
      && ndims (x) == 2 && ! isempty (x) && isfloat (b) && isvector (b)
      && (isndarray (b) || isscalar (b))
      && isfloat (a) && isscalar (a) && a != 0)
    weights = b(:) ./ a;
    if (isrow (x))
      y = conv2 (x(:), weights)(1:numel (x)).';
    else
      y = conv2 (x, weights)(1:rows (x),:);
    endif
    varargout{1} = y;
  else
    [varargout{1:max (nargout, 1)}] = __nd_library__ ("filter", 3, b, a, x, ...
                                                      varargin{:});
  endif

endfunction
