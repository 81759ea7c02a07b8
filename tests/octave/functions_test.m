## Runs functions_table.txt: every function on an ordinary matrix, on an nd
## array and on a simulated device.  ND_TEST_FUNCTIONS="sum max" runs those rows
## only. Leaves a table of what ran where in ND_TEST_COVERAGE, if that names a
## file.
1;

function print_row (row)
  printf ("!!!!! line %d: %s, %s\n", row.line, row.name, row.call);
  printf ("      %s\n", row.problems{:});
endfunction

## The classes among a row's variants; shapes are tried in double.
function text = classes_of (row)
  classes = {"double", "single", "logical", "complex", "int8", "int16", "int32", ...
             "int64", "uint8", "uint16", "uint32", "uint64"};
  text = strjoin (classes(ismember (classes, [row.variants, {"double"}])), " ");
endfunction

function write_coverage (rows, file)
  f = fopen (file, "w");
  fprintf (f, "section\tfunction\tcall\tclasses\tcpu\tdevice\tremark\n");
  for row = rows([rows.present])
    fprintf (f, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.section, row.name, ...
             row.call, classes_of (row), row.cpu, row.device, row.except);
  endfor
  fclose (f);
endfunction

## Functions that src/methods.txt gives to the libraries of devices, but no row
## of the table claims there.
function names = unclaimed (rows, file)
  names = regexp (fileread (file), '^(\w+)\s+library', "tokens", "lineanchors");
  names = setdiff ([names{:}], {rows([rows.claimed]).name});
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
warning ("off", "all");
setenv ("ND_DEFER_FROM", "1"); # small arrays would be left to Octave's own functions
only = strsplit (getenv ("ND_TEST_FUNCTIONS"), " ");
rows = run_function_table (fullfile (here, "functions_table.txt"), ...
                           only(! cellfun ("isempty", only)));
bad = ! cellfun ("isempty", {rows.problems});
arrayfun (@print_row, rows(bad));
if (! isempty (getenv ("ND_TEST_COVERAGE")))
  write_coverage (rows, getenv ("ND_TEST_COVERAGE"));
endif
counts = [sum([rows.present] & ! bad), sum(bad), sum(! [rows.present])];
if (isempty (getenv ("ND_TEST_FUNCTIONS")))
  missing = unclaimed (rows, fullfile (here, "..", "..", "src", "methods.txt"));
  cellfun (@(name) printf ("!!!!! no row with \"sim\" for %s\n", name), missing);
  counts(2) += numel (missing);
endif
printf ("functions: %d passed, %d failed, %d skipped\n", counts);
printf ("@@ %d %d %d\n", counts);
