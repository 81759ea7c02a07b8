## Runs the tests of the file that ND_TEST_FILE names, in a process of its own:
## its %! blocks, or the whole file if it is a script *_test.m.  "@@ PASSED
## FAILED SKIPPED" is printed last.
warning ("off", "Octave:legacy-function");
addpath (fullfile (fileparts (getenv ("ND_TEST_FILE")), "support"));
if (regexp (getenv ("ND_TEST_FILE"), '_test\.m$'))
  source (getenv ("ND_TEST_FILE"));
else
  [passed, tried, expected, reported, missing, at_run_time, again] = ...
    test (getenv ("ND_TEST_FILE"), "quiet", stdout);
  known = expected + reported;
  printf ("@@ %d %d %d\n", passed, tried - passed - known, ...
          known + missing + at_run_time);
endif
