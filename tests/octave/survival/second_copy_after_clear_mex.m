make_arrays
second_copy
addpath (copy);
clear mex
assert (raises ("x = nd_array (5);"), "ndarray:two-copies");
c = a + 1;
a(1) = 5;
assert (full (c)(1), 17);
b, t
disp ("fine")
