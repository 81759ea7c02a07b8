## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{hsv} =} rgb2hsv (@var{rgb})
## Return hue, saturation and value of a picture or a colormap that is an nd
## array, as Octave's @code{rgb2hsv} does.
## @seealso{hsv2rgb, rgb2gray}
## @end deftypefn

function hsv = rgb2hsv (rgb)

  [parts, dim] = colors (rgb);
  if (isempty (parts))
    hsv = __nd_octave__ ("rgb2hsv", rgb);
    return;
  endif

  [r, g, b] = deal (slice (parts, dim, 1), slice (parts, dim, 2), ...
                    slice (parts, dim, 3));
  low = min (parts, [], dim);
  value = max (parts, [], dim);
  is_gray = low == value;
  width = value - low;
  hue = double (2/3 + (r - g) ./ width ./ 6);
  hue = merge (value == g, double (1/3 + (b - r) ./ width ./ 6), hue);
  hue = merge (value == r, double ((g - b) ./ width ./ 6), hue);
  hue(is_gray) = 0;
  hue += hue < 0;
  saturation = 1 - low ./ value;
  saturation(is_gray) = 0;
  hsv = cat (dim, hue, saturation, value);

endfunction
