## make bench: the figures that the package promises, measured against Octave's
## own matrices in the same run.  Prints a table and writes build/bench.json.
##
## A figure is a row: what it is, the value, its unit, the target it must not
## exceed, and for a ratio the two times behind it.  Times are medians over rounds
## in which both sides take turns, so that a busy machine slows both.
1;

function row = figure_row (what, value, unit, target, detail = "")
  row = judged_row (struct ("what", what, "value", value, "unit", unit, ...
                            "target", target, "detail", detail));
endfunction

## Completes a row and prints it: is the target met?  It has no answer without a
## target or a measurement, and is no where the result was wrong.
function row = judged_row (row)
  for field = {"against", "type", "wrong"}
    if (! isfield (row, field{1}))
      row.(field{1}) = "";
    endif
  endfor
  row.met = row.value <= row.target;
  if (isnan (row.value))
    row.met = [];
  elseif (! isempty (row.wrong))
    row.met = false;
    row.detail = sprintf ("WRONG: %s; %s", row.wrong, row.detail);
  endif
  row = orderfields (row);
  print_row (row);
endfunction

function print_row (row)
  verdict = "";
  if (! isempty (row.target))
    verdict = sprintf ("at most %-6g", row.target);
  endif
  if (! isempty (row.met))
    verdict = [verdict, {" MISSED", " met"}{row.met + 1}];
  endif
  what = row.what;
  if (! isempty (row.against))
    what = sprintf ("%s, %s, to %s", what, row.type, row.against);
  endif
  printf ("%-55s %9.3g %-6s %-22s %s\n", what, row.value, row.unit, verdict, row.detail);
  fflush (stdout);
endfunction

## Both sides take turns; times in seconds for one round of each.
function [ours, theirs] = alternate (our_round, their_round, rounds = 15)
  ours = theirs = zeros (1, rounds);
  for k = 1:rounds
    t = tic; our_round (); ours(k) = toc (t);
    t = tic; their_round (); theirs(k) = toc (t);
  endfor
  ours = median (ours);
  theirs = median (theirs);
endfunction

function row = ratio_row (what, ours, theirs, count, target)
  row = figure_row (what, ours / theirs, "times", target, ...
                    sprintf ("%.3f us : %.3f us", 1e6 * ours / count, 1e6 * theirs / count));
endfunction

## ---- loops: functions, so that both sides run the same code

function add_loop (a, b, n)
  for k = 1:n
    c = a + b;
  endfor
endfunction

function write_loop (a, n)
  for k = 1:n
    a(3) = 5;
  endfor
endfunction

function read_loop (a, n)
  for k = 1:n
    x = a(2,3);
  endfor
endfunction

function empty_loop (n)
  for k = 1:n
  endfor
endfunction

## ---- groups of figures

## 160 MB across the border: time of one call, and memory it took.
function rows = border ()
  m = rand (20e6, 1);
  a = nd_array (m);
  a(1) = 0;   # memory of its own, which full must hand over
  rows = [];
  rows = [rows, border_row("nd_array (m), 160 MB", @nd_array, m)];
  rows = [rows, border_row("nd_asarray (m), 160 MB", @nd_asarray, m)];
  rows = [rows, border_row("full (a), 160 MB", @full, a)];
endfunction

function rows = border_row (what, call, argument)
  call (argument);
  before = resident ();
  times = zeros (1, 200);
  for k = 1:numel (times)
    t = tic; r = call (argument); times(k) = toc (t);
  endfor
  after = resident ();
  rows = [figure_row(what, 1e6 * median (times), "us", 50), ...
          figure_row([what, ", extra memory"], max (after - before, 0) / 1e6, "MB", 1)];
endfunction

function rows = small_things ()
  n = 20000;
  p = magic (3); q = p';
  a = nd_array (p); a(1) = 8;   # a write, so that each has memory of its own
  b = nd_array (q); b(1) = 8;
  [ours, theirs] = alternate (@() add_loop (a, b, n), @() add_loop (p, q, n));
  rows = ratio_row ("a + b, 3x3", ours, theirs, n, 1.5);
  [ours, theirs] = alternate (@() write_loop (a, n), @() write_loop (p, n));
  rows = [rows, ratio_row("a(3) = 5", ours, theirs, n, 1.5)];
  [ours, theirs] = alternate (@() read_loop (a, n), @() read_loop (p, n));
  rows = [rows, ratio_row("a(2,3)", ours, theirs, n, 2)];
  [ours, theirs] = alternate (@() empty_loop (n), @() empty_loop (n));
  rows = [rows, figure_row("(the empty loop)", 1e6 * ours / n, "us", [])];
endfunction

## A million single writes into 8 MB: never a copy.
function rows = million_writes ()
  n = 1e6;
  a = nd_array (zeros (n, 1));
  a(1) = 1;
  before = nd_memory ("cpu").copies;
  t = tic;
  for k = 1:n
    a(k) = k;
  endfor
  seconds = toc (t);
  rows = figure_row ("1e6 a(i) = v, private: copies", nd_memory ("cpu").copies - before, ...
                     "", 0, sprintf ("%.2f s", seconds));
  c = nd_asarray (a);
  before = nd_memory ("cpu").copies;
  t = tic;
  for k = 1:n
    a(k) = -k;
  endfor
  seconds = toc (t);
  if (c(n) != -n)
    error ("bench: the linked array did not see the writes");
  endif
  rows = [rows, figure_row("1e6 a(i) = v, linked: copies", nd_memory ("cpu").copies - before, ...
                           "", 0, sprintf ("%.2f s", seconds))];
endfunction

function rows = concatenation ()
  matrices = arrayfun (@(k) k * ones (1000, 1), 1:400, "UniformOutput", false);
  arrays = cellfun (@nd_array, matrices, "UniformOutput", false);
  [ours, theirs] = alternate (@() [arrays{:}], @() [matrices{:}], 9);
  rows = ratio_row ("[c{:}], 400 columns of 1000", ours, theirs, 1, 5);
endfunction

## What memory allows, with two threads.
function rows = memory_speed ()
  here = fileparts (mfilename ("fullpath"));
  program = fullfile (getenv ("ND_BUILD"), "stream");
  [status, text] = system (sprintf (["cc -O3 -march=native -ffast-math -fopenmp" ...
                                     " %s/stream.c -o %s 2>&1 && OMP_NUM_THREADS=2 %s"], ...
                                    here, program, program));
  if (status != 0)
    error ("bench: %s", text);
  endif
  speed = sscanf (text, "%g");
  rows = [figure_row("memory: reading 10^7 doubles", speed(1), "GB/s", []), ...
          figure_row("memory: copying 10^7 doubles", speed(2), "GB/s", []), ...
          figure_row("memory: adding 10^7 doubles", speed(3), "GB/s", [])];
endfunction

function rows = judged (found)
  rows = [];
  for row = found
    rows = [rows, judged_row(row)];
  endfor
endfunction

function all_rows = run_bench (file)
  setenv ("OMP_NUM_THREADS", "2");
  setenv ("OPENBLAS_NUM_THREADS", "2");
  printf ("Octave %s\n", version ());
  disp (peer ());
  all_rows = [memory_speed(), border(), small_things(), million_writes(), ...
              concatenation(), judged(images ()), judged(chain_memory ()), ...
              engine(@judged_row)];
  peer ("stop");
  f = fopen (file, "w");
  fputs (f, jsonencode (struct ("octave", version (), "figures", all_rows)));
  fclose (f);
  met = [all_rows.met];
  wrong = sum (! cellfun ("isempty", {all_rows.wrong}));
  printf ("\n%d of %d targets met, %d results wrong; %s\n", sum (met), numel (met), ...
          wrong, file);
  exit (wrong > 0);
endfunction

bench_here = fileparts (mfilename ("fullpath"));
addpath (bench_here, fullfile (bench_here, "..", "..", "scripts"));
use_build ();
run_bench (fullfile (fileparts (getenv ("ND_BUILD")), "bench.json"));
