## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{n} =} vecnorm (@var{a})
## @deftypefnx {} {@var{n} =} vecnorm (@var{a}, @var{p}, @var{dim})
## Return the norms of the vectors of an nd array along dimension @var{dim}, as
## Octave's @code{vecnorm} does.
## @seealso{norm}
## @end deftypefn

function n = vecnorm (a, varargin)

  persistent takes_norms = isnan (vecnorm ([1; NaN], Inf));

  if (! isndarray (a) || isempty (a))
    n = __nd_octave__ ("vecnorm", a, varargin{:});
    return;
  elseif (! takes_norms)
    n = builtin ("vecnorm", a, varargin{:});
    return;
  endif

  ## From Octave 11 on: norm () of each vector, which neither overflows on the
  ## way nor passes over NaN.
  ask_octave ("vecnorm", a, varargin{:});
  p = [varargin, {2}]{1};
  dim = [varargin(2:end), {first_dim(a)}]{1};
  n = cast (norm_along (double (abs (a)), p, dim), class (a));

endfunction
