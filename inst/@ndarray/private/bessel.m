## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## ... = bessel (NAME, COMPUTE, LAST, ARGS, ALL): Bessel functions of numbers 0
## <= X <= LAST on a device, where ARGS = {ALPHA, X, OPT}, are COMPUTE (ALPHA,
## X, OPT), OPT being true or false.  All else is left to Octave's function NAME
## with the arguments ALL, as are results too large for a class, which Octave
## has as Inf or as Inf + Inf * i.

function varargout = bessel (name, compute, last, args, all = args)
  if (! any (cellfun (@is_on_device, args)))
    [varargout{1:max (nargout, 1)}] = __nd_call__ (name, all{:});
    return;
  elseif (nargout < 2 && any (numel (args) == 2:3) && is_case (last, args{:}))
    is_single = cellfun (@isa, args(1:2), {"single"});
    opt = numel (args) > 2 && args{3};
    values = compute (double (args{1}), double (args{2}), opt);
    values = cast (values, {"double", "single"}{1 + any (is_single)});
    if (truth (isfinite (values) | args{2} == 0))
      varargout = {values};
      return;
    endif
  endif
  [varargout{1:max (nargout, 1)}] = __nd_octave__ (name, all{:});
endfunction

function tf = is_case (last, alpha, x, opt = false)
  tf = (isnumeric (alpha) && isreal (alpha) && isscalar (alpha)
        && ! isndarray (alpha) && abs (alpha) <= 100
        && is_on_device (x) && all_numbers ({x}) && isreal (x) && ! isempty (x)
        && truth (x >= 0 & x <= last) && (isnumeric (opt) || islogical (opt))
        && isscalar (opt));
endfunction
