## Errors in the middle of everything: nothing is half written, nothing is lost.
make_arrays
statements = {
  "a(7,7);", "a(0);", "a(1e12);", "a(-1);", "a{1};", "a.nothing;"
  "a(1:3) = [1 2];", "b(9,9) = 1;", "a(:,:,9) = [];", "t(:,:,:) = {};", ...
  "a.x = 1;", "a(1:2,:) += t;"
  "a + ones (3);", "t + ones (3);", "t + a;", "a * ones (9);", ...
  "int8 (nd_array (1i)) + a;", "inv (nd_array (ones (2, 3)));"
  "[a; ones(1, 3)];", "[t, t; t];", "cat (3, a, t);", ...
  "reshape (a, 3, []);", "full (t);", "schur (nd_array (t));"
  "nd_view (a, [1 2 4], 1);", "gpu_tensor (a, \"nowhere\");", ...
  "nd_array ({});", "nd_asarray (struct ());", "logical (nd_array (NaN));", ...
  "a(int8 (1):end+9);"
  "cellfun (@(x) a(99), {1, 2});", "arrayfun (@(x) error (\"mine\"), a);", ...
  "quad (@(x) a(99), 0, 1);", "lsode (@(u, q) a(99), 1, [0 1]);", ...
  "evalc (\"a(99)\");", "for q = t, q(99); end"};
for round = 1:30
  for k = 1:numel (statements)
    assert (! isempty (raises (statements{k})), "no error: %s", statements{k});
  endfor
  if (round == 1)
    before = in_use ();
  endif
endfor
assert (in_use (), before);
use_arrays
disp ("fine")
