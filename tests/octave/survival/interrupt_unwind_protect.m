## interrupts: 1
make_arrays
before = in_use ();
function spin (a)
  b = nd_asarray (a);
  unwind_protect
    disp ("ready");
    while (true)
      b(1) += 1;
      c = b + 1;
    endwhile
  unwind_protect_cleanup
    b(2) = 3;
  end_unwind_protect
endfunction
spin (a)
assert (in_use (), before);
use_arrays
disp ("fine")
