## needs: pkg
make_arrays
pkg unload ndarray
assert (exist ("nd_array"), 0);
a(1) = 5;
x = a + 1;
clear all
eval (getenv ("ND_TEST_START"));
make_arrays
use_arrays
disp ("fine")
