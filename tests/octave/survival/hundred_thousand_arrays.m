c = cell (1, 1e5);
for k = 1:1e5
  c{k} = nd_array (k * [1 2]);
endfor
assert (full (c{end}), [1e5 2e5]);
d = c;
c{1}(1) = 7;
assert (full (d{1}), [1 2]);
clear c d k
assert (nd_memory ("cpu").in_use, 0);
disp ("fine")
