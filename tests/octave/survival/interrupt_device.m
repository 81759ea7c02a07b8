## interrupts: 1
t = gpu_tensor (rand (2000), "sim:0");
k = gpu_tensor (2 + rand (2000), "sim:0");
before = in_use ();
disp ("ready");
while (true) x = ((t .^ k) .^ k) .^ k; endwhile
clear x
assert (in_use (), before);
make_arrays
use_arrays
disp ("fine")
