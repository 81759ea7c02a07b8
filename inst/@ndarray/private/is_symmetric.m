## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## TF = is_symmetric (NAME, ADJOINT, A, ...): what NAME, "issymmetric" or
## "ishermitian", says of A and its transpose, ADJOINT (A).

function tf = is_symmetric (name, adjoint, a, varargin)

  skew = "nonskew";
  options = varargin;
  if (! isempty (options) && ischar (options{1}))
    skew = options{1};
    options(1) = [];
  endif
  tol = [options, {0}]{1};
  if (! (is_on_device (a) && all_numbers ({a})
         && any (strcmp (skew, {"skew", "nonskew"}))
         && numel (options) < 2 && isnumeric (tol) && isscalar (tol) && tol >= 0
         && (tol == 0 || ! isempty (a))))
    tf = __nd_octave__ (name, a, varargin{:});
    return;
  endif

  tf = issquare (a);
  if (! tf)
    return;
  endif
  other = adjoint (a);
  if (strcmp (skew, "skew"))
    other = -other;
  endif
  if (tol == 0)
    tf = truth (a == other);
  else
    size_of_a = norm (double (a), Inf);
    tf = size_of_a == 0 || norm (double (a) - other, Inf) / size_of_a <= tol;
  endif

endfunction
