## Random programs over linked, viewed, copied and rebound nd arrays, against a
## model of what is shared made of ordinary matrices.
##   ND_TEST_SEED   which programs; printed, so that a failure can be run again
##   ND_TEST_CASES  how many (default 400, with CHECK_LONG 40000)
1;

function print_failure (number, program, problem)
  printf ("!!!!! program %d: %s\n", number, problem);
  printf ("  %s\n", program.statements{:});
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
warning ("off", "all");
[seed, cases, first] = random_settings (400, 40000);
devices = {"cpu", "cpu", "sim:0"};
failed = 0;
for number = first:first+cases-1
  rand ("twister", [seed; number]);
  program = random_program (randi ([5, 30]), pick (devices));
  count = numel (program.statements);
  looks = rand (1, count) < pick ([0.2 1]);
  looks(end) = true;
  problem = check_program (program, looks);
  if (! isempty (problem))
    failed += 1;
    if (failed <= 30)
      print_failure (number, program, problem);
    endif
  endif
endfor
printf ("random programs: seed %d, programs %d to %d\n", seed, first, number);
printf ("random_programs: %d passed, %d failed, 0 skipped\n", ...
        cases - failed, failed);
printf ("@@ %d %d 0\n", cases - failed, failed);
