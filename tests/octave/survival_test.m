## What must never end an Octave session, each in a process of its own: the
## scripts in survival/, and below the same script with different lines in it.
## A child passes if it exits with status 0, its last line is "fine", and
## nothing that smells of a crash was printed.
## ND_TEST_SURVIVAL="name" runs the tests whose name contains it.
1;

function test_child (name, code, varargin)
  global survival_counts;
  only = getenv ("ND_TEST_SURVIVAL");
  if (! isempty (only) && isempty (strfind (name, only)))
    return;
  endif
  [status, output] = run_child (code, varargin{:});
  lines = strsplit (strtrim (output), "\n");
  crash = ! isempty (regexp (output, ["panic|fatal|Segmentation|Aborted|" ...
                                      "terminate called|double free|corrupted"]));
  if (status == 0 && strcmp (strtrim (lines{end}), "fine") && ! crash)
    survival_counts(1) += 1;
  else
    survival_counts(2) += 1;
    printf ("!!!!! %s: status %d\n", name, status);
    printf ("    | %s\n", lines{max (1, end - 20):end});
  endif
endfunction

function test_file (file)
  global survival_counts;
  code = fileread (file);
  [~, name] = fileparts (file);
  interrupts = regexp (code, '^## interrupts: (\d+)', "tokens", "once");
  if (regexp (code, '^## needs: pkg')
      && isempty (strfind (getenv ("ND_TEST_START"), "pkg")))
    survival_counts(3) += 1;
  elseif (regexp (code, '^## package: no'))
    test_child (name, {code}, "package", false);
  elseif (! isempty (interrupts))
    test_child (name, {code}, "interrupts", str2double (interrupts{1}));
  else
    test_child (name, {code});
  endif
endfunction

global survival_counts = [0 0 0];
here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
cellfun (@test_file, glob (fullfile (here, "survival", "*.m")));

## ---- clear in all its forms
## ---------------------------------------------------

for command = {"clear all", "clear -all", "clear functions", "clear -f", ...
               "clear mex", "clear __nd__", "clear nd_array nd_asarray", ...
               "clear classes"}
  test_child (command{1}, {
    "make_arrays"
    "k = {b, t}; global g, g = a;"
    command{1}
    "if (exist ('k', 'var'))"
    "  use_arrays"
    "endif"
    "make_arrays"
    "use_arrays"
    command{1}
    "x = nd_array (1:3); assert (full (x + 1), 2:4);"
    "disp ('fine')"}');
endfor

## ---- a simulated device that fails
## --------------------------------------------

for kind = {"alloc", "upload", "download", "run"}
  for n = [1 2 3 5 8]
    failure = sprintf ("ND_SIM_FAIL=%s:%d", kind{1}, n);
    test_child (failure, {
      "m = magic (40);"
      "known = {'', 'ndarray:out-of-memory', 'ndarray:device-fault'};"
      "done = 0;"
      "function [z, w] = work (m)"
      "  x = gpu_tensor (m, 'sim:0');"
      "  y = x + x;"
      "  y(2,:) = 1;"
      "  z = [y; x];"
      "  w = gather (z);"
      "endfunction"
      "for k = 1:20"
      "  raised = raises ('[z, w] = work (m * k); done += 1;');"
      "  assert (any (strcmp (raised, known)), 'raised %s', raised);"
      "  if (strcmp (raised, 'ndarray:device-fault'))"
      "    nd_device_reset ('sim:0');"
      "  endif"
      "endfor"
      "assert (done == 19 || done == 20);"
      "assert (w(1,:), 40 * m(1,:));"
      "clear z"
      "assert (nd_memory ('sim:0').in_use, 0);"
      "disp ('fine')"}', "environment", failure);
  endfor
endfor

## ---- exit with live arrays
## ------------------------------------------------------

holders = {
  "set (0, 'userdata', a)"
  "set (0, 'userdata', {a, b, t})"
  "setappdata (0, 'a', a)"
  "setappdata (0, 't', t)"
  "function p (x), persistent y; y = x; endfunction, p (a); p ({b, t});"
  "global g, g = {a, b, t};"
  "s.x.y = {a, struct('t', t)};"
  "f = @() a + b;"
  "f = @(x) x + t; set (0, 'userdata', f)"
  "try, lsode (@(u, q) a(99) + u, 1, [0 1]); catch, end_try_catch"
  "try, quad (@(q) t(99) + q, 0, 1); catch, end_try_catch"
  "try, fsolve (@(q) error ('no'), a(1)); catch, end_try_catch"
  "try, cellfun (@(q) q(99), {a, t}); catch, end_try_catch"
  "m = containers.Map (); m('a') = a; m('t') = t;"
  "p = inputParser (); p.addOptional ('x', a); p.parse (b);"
  "function leave (), x = nd_array (1:3) + 1; endfunction, atexit ('leave');"
  "x = a + b; y = t .* 2; z = nd_view (a, 2, ':');"
  "try, error ('no'), catch e, end_try_catch, q = {e, a}; ans = a;"};
for k = 1:numel (holders)
  test_child (["exit with " holders{k}], {
    "make_arrays"
    holders{k}
    "disp ('fine')"}');
  test_child (["quit in a function with " holders{k}], {
    "make_arrays"
    holders{k}
    "function stop (a), b = a + 1; disp ('fine'); quit (0); endfunction"
    "stop (a)"}');
endfor

printf ("survival: %d passed, %d failed, %d skipped\n", survival_counts);
printf ("@@ %d %d %d\n", survival_counts);
