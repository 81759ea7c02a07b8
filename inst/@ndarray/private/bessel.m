## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## ... = bessel (NAME, KIND, COMPUTE, GROWTH, ARGS): Bessel functions of numbers
## on a device, where ARGS = {ALPHA, X, OPT}, are COMPUTE (ALPHA, X, OPT) in
## double for each order ALPHA, OPT being true or false; those that are not
## scaled grow with exp (GROWTH (X)).  Octave's function NAME, which takes the
## cell array KIND after ALPHA, says what they are next to 0, at NaN and at
## infinity.

function varargout = bessel (name, kind, compute, growth, args)
  if (any (cellfun (@is_on_device, args)) && nargout < 3
      && any (numel (args) == 2:3) && is_case (args{:}))
    is_scaled = numel (args) > 2 && args{3};
    is_single = any (cellfun (@isa, args(1:2), {"single"}));
    type = {"double", "single"}{1 + is_single};
    ask = @(alpha, x) feval (name, alpha, kind{:}, x, is_scaled);
    grows = @(x) ! is_scaled & growth (x) > bessel_exponent (type);
    values = @(alpha, x) compute (alpha, x, is_scaled);
    one_order = @(alpha, x) of_order (name, alpha, x, type, values, ask, grows);
    x = double (cast (args{2}, type));
    varargout = cell (1, 2);
    [varargout{:}] = of_orders (one_order, double (args{1}), x);
    return;
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

function tf = is_case (alpha, x, opt = false)
  tf = (isnumeric (alpha) && isreal (alpha) && ! isndarray (alpha)
        && ! isempty (alpha) && all (isfinite (alpha(:)))
        && is_on_device (x) && all_numbers ({x}) && ! isempty (x)
        && (isscalar (alpha) || isscalar (x) || size_equal (alpha, x)
            || (isrow (alpha) && iscolumn (x)))
        && (isnumeric (opt) || islogical (opt)) && isscalar (opt));
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
    y = cast (y, class (part));
    y(chosen) = part;
    ierr(chosen) = code;
  endfor
endfunction

function [y, ierr] = of_order (name, alpha, x, type, compute, ask, grows)

  is_whole = alpha == fix (alpha);
  if (alpha < 0 && ! is_whole && 2 * alpha == fix (2 * alpha)
      && strcmp (name, "bessely"))
    name = "besselj of a positive order";
  endif
  is_special = abs (x) < 1e3 * realmin (type) | ! isfinite (x);
  z = merge (is_special, 1, x);
  growing = grows (z);
  ierr = bessel_ierr (max (abs (z), abs (alpha)), type);
  y = compute (alpha, z);
  ## Octave takes exp (GROWTH) for the size of a function far out.
  is_over = growing & 2 .* abs (z) >= alpha ^ 2;
  if (strcmp (name, "bessely"))
    is_over &= ierr < 4;
    y(growing & ierr == 4) = 0;
  endif
  [y, ierr] = bessel_limits (y, ierr, is_over, type);
  names = {"bessely", "besselj", "besseli"}(1:end - 2 * is_whole);
  if (alpha < 0 && any (strcmp (name, names)))
    ## A sum of two functions; Octave stops at the first that fails.
    is_lost = ierr == 4 | (ierr == 2 & (growing | strcmp (name, "bessely")));
    if (any (is_lost(:)))
      y(is_lost) = complex (NaN, NaN);
    endif
  endif
  y = cast (y, type);
  if (any (is_special(:)))
    [y, ierr] = ask_at_special (@(x) ask (alpha, x), y, ierr, x, is_special);
  endif

endfunction
