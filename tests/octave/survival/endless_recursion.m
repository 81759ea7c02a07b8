function deeper (a)
  a(1) = 2;
  deeper (a);
endfunction
make_arrays
assert (! isempty (raises ("deeper (a);")));
assert (! isempty (strfind (lasterr (), "max_recursion_depth")));
use_arrays
disp ("fine")
