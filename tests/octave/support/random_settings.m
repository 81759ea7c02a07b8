## [seed, cases, first] = random_settings (CASES, LONG): what ND_TEST_SEED,
## ND_TEST_CASES and ND_TEST_FIRST (number of the first case) say; without them
## CASES with always the same seed, so that a check judges the change and not
## the draw, or LONG with a new seed where CHECK_LONG is set.
function [seed, cases, first] = random_settings (cases, long)
  seed = str2double (getenv ("ND_TEST_SEED"));
  is_long = ! isempty (getenv ("CHECK_LONG"));
  if (isnan (seed))
    seed = merge (is_long, mod (floor (time ()), 1e6), 1);
  endif
  if (is_long)
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
