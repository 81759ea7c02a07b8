## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{i} =} rgb2gray (@var{rgb})
## Return the luminance of a picture or a colormap that is an nd array, as
## Octave's
## @code{rgb2gray} does.
## @seealso{nd_imread}
## @end deftypefn

function i = rgb2gray (rgb)

  [parts, dim, low, width] = colors (rgb);
  if (isempty (parts))
    i = __nd_octave__ ("rgb2gray", rgb);
    return;
  endif

  i = 0.298936 .* slice (parts, dim, 1) + 0.587043 .* slice (parts, dim, 2) ...
      + 0.114021 .* slice (parts, dim, 3);
  i = cast (i .* width + low, class (rgb));

endfunction
