## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{x} =} linsolve (@var{a}, @var{b}, @var{opts})
## @deftypefnx {} {[@var{x}, @var{r}] =} linsolve (@dots{})
## Solve the equations @code{@var{a} * @var{x} = @var{b}}, as Octave's
## @code{linsolve} does, on the arrays' device.
## @seealso{mldivide, rcond}
## @end deftypefn

function [x, r] = linsolve (a, b, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  if (nargin == 3 && is_on_device (a) && isnumeric (b)
      && isstruct (varargin{1}) && isscalar (varargin{1}))
    ## All else that Octave is told spares it to look at the matrix.
    chosen = @(name) isfield (varargin{1}, name) && varargin{1}.(name);
    part = a;
    if (chosen ("LT"))
      part = tril (a);
    elseif (chosen ("UT"))
      part = triu (a);
    endif
    if (chosen ("TRANSA"))
      part = part';
    endif
    x = linsolve (part, b);
    if (nargout > 1 && issquare (a))
      r = rcond (a);
    elseif (nargout > 1)
      r = nd_zeros (1, "device", a.device);
    endif
  else
    results = cell (1, max (nargout, 1));
    [results{:}] = __nd_library__ ("linsolve", 2, a, b, varargin{:});
    [x, r] = [results, {[]}]{1:2};
  endif

endfunction
