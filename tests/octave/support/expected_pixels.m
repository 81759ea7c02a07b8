## X = expected_pixels (ONE)
##
## The pixels of a case of image_cases, as an ordinary matrix.
function x = expected_pixels (one)
  f = fopen (one.pixels, "r", "ieee-le");
  x = fread (f, Inf, [one.class, "=>", one.class]);
  fclose (f);
  x = permute (reshape (x, fliplr (one.size)), [3, 2, 1]);
endfunction
