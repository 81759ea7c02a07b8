## interrupts: 1
a = nd_array (repmat (uint8 (3), 1, 4e8));
a(1) = 3;
before = in_use ();
clock = tic;
disp ("ready");
x = nd_array (a .^ 1.37);
seconds = toc (clock);
assert (exist ("x", "var"), 0);
assert (seconds < 10, "%g s", seconds);
assert (in_use (), before);
disp ("fine")
