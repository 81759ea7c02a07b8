## interrupts: 1
a = nd_array (rand (2000));
b = nd_asarray (a);
total = sum (gather (a)(:));
k = nd_array (2 + rand (2000));
before = in_use ();
disp ("ready");
while (true) x = ((a .^ k) .^ k) .^ k; endwhile
clear x
assert (in_use (), before);
assert (sum (gather (a)(:)), total);
make_arrays
use_arrays
disp ("fine")
