## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{d} =} eps (@var{x})
## Return the distance from each element of an nd array to the next larger
## number, as Octave's @code{eps} does.
## @seealso{realmin, realmax}
## @end deftypefn

function d = eps (varargin)

  x = varargin{1};
  if (! (nargin == 1 && is_on_device (x) && isfloat (x)))
    d = __nd_octave__ ("eps", varargin{:});
    return;
  endif

  name = class (x);
  x = real (x); # as Octave has it
  least = realmin (name) * eps (name);
  [~, exponent] = log2 (abs (x));
  d = cast (2, name) .^ (exponent + log2 (eps (name)) - 1);
  d = merge (abs (x) < realmin (name), least, d);
  d(! isfinite (x)) = NaN;

endfunction
