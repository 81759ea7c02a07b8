make_arrays
for k = 1:10000
  a = a + 1;
endfor
assert (gather (a), magic (4) + 10000);
for k = 1:3000
  t = -t;
endfor
assert (gather (t), magic (4));
disp ("fine")
