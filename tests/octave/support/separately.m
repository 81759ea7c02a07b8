## output = separately (ENVIRONMENT, CODE): runs CODE in an Octave of its own,
## with the package loaded and with the variables of ENVIRONMENT ("A=1 B=2"),
## and returns what it prints.
function output = separately (environment, code)
  octave = fullfile (OCTAVE_HOME (), "bin", "octave-cli");
  file = [tempname() ".m"];
  id = fopen (file, "w");
  fprintf (id, "1;\n%s\n%s\n", getenv ("ND_TEST_START"), code);
  fclose (id);
  unwind_protect
    command = sprintf ("env %s '%s' --no-history --norc -q '%s' 2>&1", ...
                       environment, octave, file);
    [status, output] = system (command);
  unwind_protect_cleanup
    unlink (file);
  end_unwind_protect
endfunction
