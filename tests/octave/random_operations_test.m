## Single operations on random arrays in random layouts, against Octave's own
## matrices: class, size, every bit, and the errors.  Most run deferred, from
## one element on, some eagerly.
##   ND_TEST_SEED   which cases; printed, so that a failure can be run again
##   ND_TEST_CASES  how many (default 4000, with CHECK_LONG 400000)
1;

function print_failure (number, op, problems)
  printf ("!!!!! case %d (%s on %s)\n", number, op.kind, op.device);
  printf ("      %s\n", problems{:});
  printf ("  %s\n", op.setup{:}, op.statements{:});
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
warning ("off", "all");
setenv ("ND_DEFER_FROM", "1");
[seed, cases, first] = random_settings (4000, 400000);
kinds = {"index", "index", "assign", "assign", "assign_itself", "delete", "grow", ...
         "concatenate", "convert", "binary", "binary", "unary", "update", ...
         "layout", "multiply", "reduce", "choose", "map", "extremes", "border"};
devices = {"cpu", "cpu", "sim:0"};
printf ("random operations: seed %d, cases %d to %d\n", seed, first, first + cases - 1);
failed = 0;
for number = first:first+cases-1
  rand ("twister", [seed; number]);
  op = random_operation (pick (kinds), pick (devices));
  nd_eager (rand () < 0.25);
  problems = check_operation (op);
  if (! isempty (problems))
    failed += 1;
    if (failed <= 50)
      print_failure (number, op, problems);
    endif
  endif
endfor
printf ("random_operations: %d passed, %d failed, 0 skipped\n", ...
        cases - failed, failed);
printf ("@@ %d %d 0\n", cases - failed, failed);
