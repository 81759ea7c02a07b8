## The loaded file is replaced by another of the same name.
second_copy
mex_file = fullfile (copy, "__nd__.mex");
rmpath (from{:});
addpath (copy);
clear functions
raises ("a = nd_array (magic (4));");
copyfile (mex_file, [mex_file ".new"]);
delete (mex_file);
rename ([mex_file ".new"], mex_file);
pause (1.1);
system (["touch " mex_file]);
rehash ();
for k = 1:2
  raised = raises ("x = nd_array (5);");
  assert (any (strcmp (raised, {"", "ndarray:two-copies"})));
endfor
clear all
disp ("fine")
