## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{c} =} nchoosek (@var{n}, @var{k})
## @deftypefnx {} {@var{c} =} nchoosek (@var{set}, @var{k})
## Return the binomial coefficient of a number, or the combinations of @var{k}
## elements of an nd array, as Octave's @code{nchoosek} does.
## @seealso{perms}
## @end deftypefn

function c = nchoosek (v, k)

  if (nargin == 2 && is_device_vector (v) && ! isscalar (v)
      && ! isndarray (k))
    c = pick (v, nchoosek (1:numel (v), k));
  elseif (nargin == 2 && isempty (v))
    c = __nd_octave__ ("nchoosek", v, k);
  else
    c = __nd_call__ ("nchoosek", v, k);
  endif

endfunction
