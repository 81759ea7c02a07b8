## Random programs over computed, linked, viewed, copied and rebound nd arrays,
## against a model of what is shared made of ordinary matrices.  Most run
## deferred, from one element on, some eagerly.
##   ND_TEST_SEED   which programs; printed, so that a failure can be run again
##   ND_TEST_CASES  how many (default 2000, with CHECK_LONG 80000)
1;

function print_failure (number, program, problem)
  printf ("!!!!! program %d (%s): %s\n", number, {"deferred", "eager"}{nd_eager() + 1}, ...
          problem);
  printf ("  %s\n", program.statements{:});
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
warning ("off", "all");
setenv ("ND_DEFER_FROM", "1");
[seed, cases, first] = random_settings (2000, 80000);
devices = {"cpu", "cpu", "sim:0"};
printf ("random programs: seed %d, programs %d to %d\n", seed, first, first + cases - 1);
failed = 0;
for number = first:first+cases-1
  rand ("twister", [seed; number]);
  program = random_program (randi ([5, 40]), pick (devices));
  count = numel (program.statements);
  looks = rand (1, count) < pick ([0.02 0.1 1]);
  looks(end) = true;
  nd_eager (rand () < 0.25);
  problem = check_program (program, looks);
  if (! isempty (problem))
    failed += 1;
    if (failed <= 30)
      print_failure (number, program, problem);
    endif
  endif
endfor
printf ("random_programs: %d passed, %d failed, 0 skipped\n", ...
        cases - failed, failed);
printf ("@@ %d %d 0\n", cases - failed, failed);
