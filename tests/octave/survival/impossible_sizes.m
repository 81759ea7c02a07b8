## Sizes that no machine has: an error, and nothing is changed.
make_arrays
p = nd_array (magic (4));
assert (raises ("p(2 ^ 50) = 1;"), "Octave:invalid-resize");
for statement = {"p(2 ^ 62) = 1;", "t(2 ^ 45) = 1;", "p(4,2 ^ 45) = 1;", ...
                 "x = a(ones (1, 2 ^ 20), ones (1, 2 ^ 20));", ...
                 "x = t(ones (1, 2 ^ 20), ones (1, 2 ^ 20));", ...
                 "x = reshape (a, 2 ^ 33, 2 ^ 33);", ...
                 "x = resize (a, 2 ^ 31, 2 ^ 31);"}
  assert (! isempty (raises (statement{1})), "no error: %s", statement{1});
endfor
assert (full (p), magic (4));
use_arrays
disp ("fine")
