## [seed, cases, first] = random_settings (CASES, LONG): what ND_TEST_SEED,
## ND_TEST_CASES and ND_TEST_FIRST (number of the first case) say; without them a
## new seed and CASES, or LONG where CHECK_LONG is set.
function [seed, cases, first] = random_settings (cases, long)
  seed = str2double (getenv ("ND_TEST_SEED"));
  if (isnan (seed))
    seed = mod (floor (time ()), 1e6);
  endif
  if (! isempty (getenv ("CHECK_LONG")))
    cases = long;
  endif
  if (! isempty (getenv ("ND_TEST_CASES")))
    cases = str2double (getenv ("ND_TEST_CASES"));
  endif
  first = 1;
  if (! isempty (getenv ("ND_TEST_FIRST")))
    first = str2double (getenv ("ND_TEST_FIRST"));
  endif
endfunction
