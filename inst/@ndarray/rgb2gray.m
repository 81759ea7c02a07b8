## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{i} =} rgb2gray (@var{rgb})
## Return the luminance of a picture or a colormap that is an nd array, as Octave's
## @code{rgb2gray} does.
## @seealso{nd_imread}
## @end deftypefn

function i = rgb2gray (rgb)

  is_map = ndims (rgb) == 2;
  if (! (is_on_device (rgb) && isnumeric (rgb) && isreal (rgb)
         && ! isempty (rgb)
         && ((is_map && iscolormap (rgb))
             || (any (ndims (rgb) == [3, 4]) && size (rgb, 3) == 3
                 && any (strcmp (class (rgb), {"single", "double", "int8", ...
                                               "uint8", "int16", "uint16"}))))))
    i = leave_to_octave ("rgb2gray", rgb);
    return;
  endif

  dim = 3 - is_map;
  parts = rgb;
  low = 0;
  width = 1;
  if (isinteger (rgb))
    low = double (intmin (rgb));
    width = double (intmax (rgb)) - low;
    parts = (double (rgb) - low) ./ width;
  endif
  i = 0.298936 .* slice (parts, dim, 1) + 0.587043 .* slice (parts, dim, 2) ...
      + 0.114021 .* slice (parts, dim, 3);
  i = cast (i .* width + low, class (rgb));

endfunction
