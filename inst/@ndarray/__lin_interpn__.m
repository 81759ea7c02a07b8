## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{vi} =} __lin_interpn__ (@var{x1}, @dots{}, @var{v}, @
## @var{y1}, @dots{})
## Undocumented internal function: multilinear interpolation of the nd array
## @var{v} over the places @var{x1}, @dots{} at the points @var{y1}, @dots{},
## for
## @code{interpn} and @code{interp3}.
## @end deftypefn

function vi = __lin_interpn__ (varargin)

  n = (nargin - 1) / 2;
  [x, v, y] = deal (varargin(1:n), varargin{n+1}, varargin(n+2:end));
  sz = size (v);
  if (! (is_on_device (v) && isnumeric (v) && n == ndims (v) && all (sz > 1)
         && all (cellfun (@isreal, y))
         && all (cellfun (@numel, x) == sz) && size_equal (y{:})))
    vi = __nd_octave__ ("__lin_interpn__", varargin{:});
    return;
  endif

  v = as_float (v);
  ## The places that interpn takes are made where the values are.
  for d = 1:n
    if (! isndarray (x{d}) && isequal (x{d}(:).', 1:sz(d)))
      x{d} = ramp_on (v, sz(d));
    endif
  endfor
  names = arrayfun (@(d) sprintf ("Y%d", d), 1:n, "UniformOutput", false);
  check_together ("interpn", "V", v, [names; y]{:}, ...
                  [strrep(names, "Y", "X"); x]{:});

  ## The weighted mean of the corners of the cell around each point.
  if (isreal (__lin_interpn__ ([1, 2], [1, 2], 1i * ones (2), 1, 1)))
    v = real (v); # this Octave asks for the imaginary parts on their own
  endif
  [k, right] = deal (cell (1, n));
  outside = false;
  for d = 1:n
    k{d} = lookup (x{d}, y{d}, "lr");
    left = pick (x{d}, k{d});
    right{d} = (y{d} - left) ./ (pick (x{d}, k{d} + 1) - left);
    outside = outside | ! (right{d} >= 0 & right{d} <= 1);
  endfor
  strides = cumprod ([1, sz(1:end-1)]);
  vi = 0;
  for corner = 0:2^n-1
    at = 1;
    weight = 1;
    for d = 1:n
      is_right = bitget (corner, d);
      at = at + (k{d} - 1 + is_right) .* strides(d);
      if (is_right)
        weight = weight .* right{d};
      else
        weight = weight .* (1 - right{d});
      endif
    endfor
    vi = vi + weight .* pick (v, at);
  endfor
  vi(outside) = NA;
  vi = cast (vi, class (v));

endfunction
