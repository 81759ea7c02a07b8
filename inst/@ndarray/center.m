## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{y} =} center (@var{x})
## @deftypefnx {} {@var{y} =} center (@var{x}, @dots{})
## Subtract the mean of an nd array along a dimension, with the arguments that
## Octave's @code{center} takes.
## @seealso{zscore, mean}
## @end deftypefn

function y = center (x, varargin)

  if (! isndarray (x) || __nd_is_small__ (x, varargin{:}))
    y = __nd_octave__ ("center", x, varargin{:});
    return;
  endif
  ## Octave's errors, and the class of its result.
  sample = ask_octave ("center", x, varargin{:});
  y = cast (x, class (sample)) - mean (x, varargin{:});

endfunction
