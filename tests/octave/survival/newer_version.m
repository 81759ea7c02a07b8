## A newer version takes the place of the loaded one, as pkg install does it.
second_copy
newer = tempname ();
copyfile (copy, newer);
rmpath (from{:});
addpath (copy);
clear functions
raises ("a = nd_array (magic (4));");
addpath (newer);
confirm_recursive_rmdir (false);
rmdir (copy, "s");
rehash ();
raised = raises ("x = nd_array (5);");
assert (any (strcmp (raised, {"", "ndarray:two-copies"})));
clear all
disp ("fine")
