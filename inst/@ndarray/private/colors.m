## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [PARTS, DIM, LOW, WIDTH] = colors (RGB): the colors of a picture or a
## colormap on a device as numbers from 0 to 1, red, green and blue along
## dimension DIM; they were those times WIDTH plus LOW.  PARTS is empty where
## RGB is something else.

function [parts, dim, low, width] = colors (rgb)

  parts = [];
  low = 0;
  width = 1;
  is_map = ndims (rgb) == 2;
  dim = 3 - is_map;
  if (! (is_on_device (rgb) && isnumeric (rgb) && isreal (rgb)
         && ! isempty (rgb)
         && ((is_map && iscolormap (rgb))
             || (any (ndims (rgb) == [3, 4]) && size (rgb, 3) == 3
                 && any (strcmp (class (rgb), {"single", "double", "int8", ...
                                               "uint8", "int16", "uint16"}))))))
    return;
  endif

  parts = rgb;
  if (isinteger (rgb))
    low = double (intmin (rgb));
    width = double (intmax (rgb)) - low;
    parts = (double (rgb) - low) ./ width;
  endif

endfunction
