## check_images (PATTERN)
##
## Read each image of image_cases whose name matches the regular expression
## PATTERN and compare it, pixel for pixel, with what must be read.
function check_images (pattern)
  cases = image_cases ();
  cases = cases(! cellfun ("isempty", regexp ({cases.name}, pattern)));
  assert (! isempty (cases), "no image is called %s", pattern);
  for i = 1:numel (cases)
    check_image (cases(i));
  endfor
endfunction

function check_image (one)
  options = {"orientation", one.orientation};
  if (! strcmp (one.mode, "-"))
    options(end+1:end+2) = {"mode", one.mode};
  endif
  describe = @(v) sprintf ("%s: %s %s", one.name, class (v), mat2str (size (v)));
  x = full (nd_imread (one.file, options{:}));
  wanted = expected_pixels (one);
  assert (describe (x), describe (wanted));
  different = nnz (x != wanted);
  assert (different == 0, "%s: %d of %d samples differ (reference: %s)", ...
          one.name, different, numel (x), one.reference);
endfunction
