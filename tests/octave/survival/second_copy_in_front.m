## A second copy of the package comes first on the path.
make_arrays
second_copy
addpath (copy);
for k = 1:2
  raised = raises ("x = nd_array (5);");
  assert (any (strcmp (raised, {"", "ndarray:two-copies"})));
  clear functions
endfor
b, t
rmpath (copy);
x = nd_array (ones (2));
assert (full (x + 1), 2 * ones (2));
use_arrays
disp ("fine")
