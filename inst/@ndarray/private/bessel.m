## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## ... = bessel (NAME, KIND, COMPUTE, LIMITS, ARGS): Bessel functions of numbers
## on a device, where ARGS = {ALPHA, X, OPT}, are COMPUTE (ALPHA, X, OPT) in
## double for each order ALPHA, OPT being true or false: of real numbers within
## LIMITS and of complex ones of modulus up to 100.  Octave's function NAME,
## which takes the cell array KIND after ALPHA, says what they are at 0, at NaN
## and at infinity.  All else is left to it, as are results too large for a
## class, which Octave has as Inf or as Inf + Inf * i.

function varargout = bessel (name, kind, compute, limits, args)
  if (any (cellfun (@is_on_device, args)) && nargout < 3
      && any (numel (args) == 2:3) && is_case (limits, args{:}))
    is_scaled = numel (args) > 2 && args{3};
    is_single = any (cellfun (@isa, args(1:2), {"single"}));
    type = {"double", "single"}{1 + is_single};
    ask = @(alpha, x) feval (name, alpha, kind{:}, x, is_scaled);
    one_order = @(alpha, x) of_order (@(x) compute (alpha, x, is_scaled), ...
                                      @(x) ask (alpha, x), type, x);
    [values, ierr] = of_orders (one_order, double (args{1}), double (args{2}));
    if (! isempty (values))
      varargout = {values, ierr};
      return;
    endif
  endif
  call = @__nd_octave__;
  if (! any (cellfun (@is_on_device, args)))
    call = @__nd_call__;
  endif
  if (numel (args) > 1)
    args = [args(1), kind, args(2:end)];
  endif
  [varargout{1:max (nargout, 1)}] = call (name, args{:});
endfunction

function tf = is_case (limits, alpha, x, opt = false)
  tf = (isnumeric (alpha) && isreal (alpha) && ! isndarray (alpha)
        && ! isempty (alpha) && all (abs (alpha(:)) <= 100)
        && is_on_device (x) && all_numbers ({x}) && ! isempty (x)
        && (isscalar (alpha) || isscalar (x) || size_equal (alpha, x)
            || (isrow (alpha) && iscolumn (x)))
        && (isnumeric (opt) || islogical (opt)) && isscalar (opt)
        && is_within (limits, x));
endfunction

function tf = is_within (limits, x)
  if (isreal (x))
    tf = truth (! (x < limits(1) | x > limits(2)) | isinf (x));
  else
    tf = truth (abs (x) <= 100 | isnan (x));
  endif
endfunction

## A row of orders and a column of numbers make a table.
function [y, ierr] = of_orders (one_order, alpha, x)
  if (isscalar (alpha))
    [y, ierr] = one_order (alpha, x);
    return;
  elseif (isscalar (x))
    x = x(ones (size (alpha)));
  elseif (isrow (alpha) && iscolumn (x))
    [alpha, x] = deal (alpha(ones (rows (x), 1),:), ...
                       x(:,ones (size (alpha))));
  endif
  y = ierr = 0 .* real (x);
  for order = unique (alpha(:)).'
    chosen = alpha == order;
    [part, code] = one_order (order, x(chosen));
    if (isempty (part))
      y = [];
      return;
    endif
    y = cast (y, class (part));
    y(chosen) = part;
    ierr(chosen) = code;
  endfor
endfunction

## Nothing where a result is too large.
function [y, ierr] = of_order (compute, ask, type, x)
  is_special = x == 0 | ! isfinite (x);
  y = cast (compute (merge (is_special, 1, x)), type);
  ierr = bessel_ierr (abs (x), type);
  if (! truth (isfinite (y)))
    y = [];
  elseif (any (is_special(:)))
    points = [0, NaN, Inf, -Inf];
    for k = find ([true, true, isreal(x), isreal(x)])
      point = cast (points(k), type);
      if (! isreal (x))
        point = complex (point, point);
      endif
      [value, code] = ask (point);
      chosen = x == points(k) | (isnan (points(k)) & isnan (x));
      y(chosen) = value;
      ierr(chosen) = code;
    endfor
  endif
endfunction
