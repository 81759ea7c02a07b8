## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} linspace (@var{start}, @var{end})
## @deftypefnx {} {@var{y} =} linspace (@var{start}, @var{end}, @var{n})
## Return @var{n} points from @var{start} to @var{end}, nd arrays of one number
## or a vector of them, on their device, as Octave's @code{linspace} does.
## @seealso{nd_linspace, logspace, nd_colon}
## @end deftypefn

function y = linspace (base, limit, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  ## From Octave 11 on rows of a matrix are as single rows.
  persistent rows_are_alike = isequal (linspace ([1; 2], [5; 7], 4)(1,:), ...
                                       linspace (1, 5, 4));

  ## Newer ones also make NaN of what lies between infinite limits.
  persistent infinite_step = linspace (1, Inf, 5)(2);

  n = [varargin, {100}]{1};
  if (is_on_device (n))
    device = n.device;
    n = gather (n); # a size is a matter of the host
    if (! (isndarray (base) || isndarray (limit)))
      y = gpu_tensor (linspace (base, limit, n), device);
      return;
    endif
  endif
  if (! (any (nargin == [2, 3]) && is_limit (base) && is_limit (limit)
         && (is_on_device (base) || is_on_device (limit))
         && (numel (base) == numel (limit) || isscalar (base)
             || isscalar (limit))))
    y = __nd_octave__ ("linspace", base, limit, varargin{:});
    return;
  endif

  check_together ("linspace", "START", base, "END", limit);
  if (isa (n, "double") && isreal (n) && isscalar (n) && n >= 1)
    n = fix (n);
  else
    n = columns (linspace (0, 1, n)); # what Octave takes it for
  endif
  base = base(:); # rows, too
  limit = limit(:);
  if (! isfloat (base))
    base = double (base);
  endif
  if (! isfloat (limit))
    limit = double (limit);
  endif
  model = base + limit;
  k = ramp_on (model, n) - 1;
  distance = limit - base;
  distance(base == limit) = 0; # infinite ones, too
  step = distance ./ max (n - 1, 1);
  step(isinf (step) & isnan (infinite_step)) = NaN;
  y = base + k .* step;
  if (n == 0)
    return;
  endif
  if (isscalar (model) || rows_are_alike)
    ## Octave counts from both ends.
    late = ceil (n / 2) + 1:n;
    y(:,late) = limit - (n - 1 - k(:,late)) .* step;
    if (mod (n, 2) == 1)
      middle = (base + limit) ./ 2;
      middle(isnan (step)) = NaN;
      middle(base == -limit) = 0;
      y(:,(n + 1) / 2) = middle;
    endif
  endif
  y(:,1) = base; # where the step is infinite, too
  y(:,n) = limit;

endfunction

function tf = is_limit (a)
  tf = (isnumeric (a) || islogical (a)) && isvector (a) && ! isempty (a);
endfunction
