for k = 1:100
  make_arrays
  clear all
endfor
assert (in_use (), [0 0]);
disp ("fine")
