## interrupts: 1
make_arrays
before = in_use ();
disp ("ready");
while (true) x = a + b; x(3) = 1; t(2) = t(2); y = t .* 2; endwhile
clear x y
assert (in_use (), before);
use_arrays
disp ("fine")
