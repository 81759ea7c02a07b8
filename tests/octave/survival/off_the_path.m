## Live arrays outlast their package's functions.
make_arrays
for folder = {fileparts(which ("__nd__")), fileparts(which ("nd_array"))}
  if (any (strcmp (strsplit (path (), pathsep ()), folder{1})))
    rmpath (folder{1});
  endif
endfor
assert (exist ("nd_array"), 0);
a(1) = 5;
b(2) = 6;
c = a + b;
assert (full (c)(1:2), [10 12]);
t(1) = 3;
a, t
clear a b c t
disp ("fine")
