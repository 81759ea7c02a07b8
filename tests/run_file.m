## Runs the %! blocks of the file that ND_TEST_FILE names, in a process of its own, and prints
## "@@ PASSED FAILED SKIPPED" last.
warning ("off", "Octave:legacy-function");
[passed, tried, expected, reported, missing, at_run_time, again] = ...
  test (getenv ("ND_TEST_FILE"), "quiet", stdout);
known = expected + reported;
printf ("@@ %d %d %d\n", passed, tried - passed - known, ...
        known + missing + at_run_time);
