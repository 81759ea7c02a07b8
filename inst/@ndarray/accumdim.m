## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{a} =} accumdim (@var{subs}, @var{vals}, @var{dim}, @
## @var{n}, @var{fcn}, @var{fillval})
## Accumulate slices of an nd array by their subscripts along dimension
## @var{dim}, as Octave's @code{accumdim} does.
##
## On a device @var{fcn} is @code{@@sum} and @var{fillval} 0.
## @seealso{accumarray}
## @end deftypefn

function a = accumdim (subs, vals, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  if (! is_on_device (subs))
    a = __nd_call__ ("accumdim", subs, vals, varargin{:});
    return;
  endif
  dim = [varargin{1:min(end, 1)}, first_dim(vals)](1);
  n = [varargin{2:min(end, 2)}, 0](1);
  if (n == 0)
    n = gather (max (subs(:))); # a size is a matter of the host
  endif
  a = builtin ("accumdim", subs, vals, dim, n, varargin{3:end});

endfunction
