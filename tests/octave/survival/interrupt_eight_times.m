## interrupts: 8
make_arrays
before = in_use ();
function work (a, b, t)
  c = nd_asarray (a);
  while (true)
    x = [a, a; b, b];
    x(:,2) = [];
    y = gather (t)(1) + x(1:2,:) .^ 2;
    c(1:2,1) = c(2:-1:1,1);
    z = nd_view (x, 1:2, 1:2);
  endwhile
endfunction
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
disp ("ready"), work (a, b, t)
clear ans
assert (in_use (), before);
use_arrays
disp ("fine")
