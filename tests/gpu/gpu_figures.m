## The figures on one GPU, against PyTorch, CuPy and what the card's memory
## allows. Prints a table, a row as soon as it is measured, and writes all there
## are so far as JSON to the file ND_GPU_REPORT each time.  A row that fails
## says why, and the others go on.
##   ND_GPU_ELEMENTS  elements of large arrays (default 1e8; less only tries the
##   script) ND_GPU_ROWS      a regular expression: only what has a title like
##   this ND_GPU_FROM      another one: nothing before the first that has a
##   title like this,
##                    to go on where a run was cut off
##   ND_PYTHON        the Python that has PyTorch and CuPy
##
## Times are the device's own, by events around at least 20 runs back to back (5
## of the singular values), except where a row is about the host.  Both sides
## take turns, at least three times each, and medians are compared.  Runs take
## turns, too, with as many sets of operands as are together four times the
## second-level cache.  Seconds of each turn are in the fields ours and theirs
## (bytes in rows about memory).
1;

## ---- rows

function row = figure_row (what, against, value, target, larger_is_better, ...
                           ours, theirs, detail)
  row = struct ("what", what, "against", against, "value", value, "target", target, ...
                "met", [], "wrong", "", "ours", ours, "theirs", theirs, "detail", detail);
  if (! isnan (value) && ! isnan (target))
    row.met = merge (larger_is_better, value >= target, value <= target);
  endif
endfunction

## Seconds against a peer's.
function row = time_row (what, against, ours, theirs, target)
  row = figure_row (what, against, median (ours) / median (theirs), target, ...
                    false, ours, theirs, ...
                    sprintf ("%.4g ms : %.4g ms", 1e3 * median (ours), 1e3 * median (theirs)));
endfunction

function row = wrong_if (row, why)
  if (! isempty (why))
    row.wrong = why;
    row.met = false;
  endif
endfunction

function print_row (row)
  verdict = "no peer";
  if (! isempty (row.met))
    verdict = {"MISSED", "met"}{row.met + 1};
  endif
  if (! isempty (row.wrong))
    verdict = row.wrong;
  endif
  printf ("%-45s %-22s %8.3g  %5.3g  %-7s  %s\n", row.what, row.against, row.value, ...
          row.target, verdict, row.detail);
  fflush (stdout);
endfunction

## ---- the report

## Under another name first: a run that is cut off leaves the last whole report.
function write_report (report)
  file = getenv ("ND_GPU_REPORT");
  report.figures = num2cell (report.figures); # a list, also of one
  f = fopen ([file ".new"], "w");
  fputs (f, jsonencode (report));
  fclose (f);
  rename ([file ".new"], file);
endfunction

function yes = is_wanted (what)
  persistent has_begun = false;
  is_like = @(variable) isempty (getenv (variable)) ...
                        || ! isempty (regexp (what, getenv (variable), "once"));
  has_begun = has_begun || is_like ("ND_GPU_FROM");
  yes = has_begun && is_like ("ND_GPU_ROWS");
endfunction

## Adds the rows that MEASURE returns, or one that says why there are none.
function report = add_rows (report, what, measure)
  if (! is_wanted (what))
    return;
  endif
  try
    found = measure ();
  catch problem
    found = wrong_if (figure_row (what, "", NaN, NaN, false, [], [], ""), ...
                      ["FAILED: " strtrim(problem.message)]);
    nd_eager (false);
    ## After a fault of the device only this helps; where it does not, the next
    ## row says so.
    try
      nd_device_reset ("cuda:0");
      gpu_peer ("", "forget");
    end_try_catch
  end_try_catch
  arrayfun (@print_row, found);
  report.figures = [report.figures, found];
  write_report (report);
endfunction

## ---- a work's time

## Runs a work's setup COUNT times, then its code, RUNS times, on these sets of
## operands in turns; seconds for each by its clock.  The loop is read once, as
## Python's is compiled: else Octave would read the code anew in each run, while
## the clock runs.
function [work_seconds, r] = run_work (work, work_runs, work_device, ...
                                       work_count = 1)
  nd_eager (false);
  nd_rand ("seed", 42);
  work_start = "";
  if (strcmp (work.clock, "device"))
    work_start = "nd_synchronize (work_device, 'start');\n";
  endif
  work_step = [strrep(work.code, "cuda:0", work_device), "\n", work_start];
  work_turn = "";
  for work_set = 1:work_count
    a = b = k = [];
    eval (strrep (work.setup, "cuda:0", work_device));
    if (work_count > 1) # where a work writes to `a`, it may have no second name
      work_of_set = @(text) strrep (text, "#", num2str (work_set));
      eval (work_of_set ("[work_a#, work_b#, work_k#] = deal (a, b, k);"));
      work_turn = [work_turn, ...
                   work_of_set("a = work_a#; b = work_b#; k = work_k#; work_a# = [];\n"), ...
                   work_step, work_of_set("work_a# = a; a = [];\n")];
    endif
  endfor
  if (work_count > 1)
    a = b = k = [];
  else
    work_turn = work_step;
  endif
  work_turns = ceil (work_runs / work_count);
  work_loop = ["for work_run = work_range\n" work_turn "endfor"];
  ## a result is made while the one before is there: two warm the cache
  work_range = 1:2;
  eval (work_loop);
  nd_synchronize (work_device);
  __nd__ ("lap", work_device);
  work_clock = tic;
  work_range = 1:work_turns;
  eval (work_loop);
  if (strcmp (work.clock, "host"))
    nd_synchronize (work_device);
  endif
  work_seconds = toc (work_clock);
  if (strcmp (work.clock, "device"))
    work_seconds = __nd__ ("lap", work_device);
  endif
  nd_synchronize (work_device);
  work_seconds /= work_turns * work_count;
  nd_eager (false);
endfunction

## How many sets of a work's operands are more than four times the second-level
## cache.
function work_count = sets_of (work)
  work_count = 1;
  if (strcmp (work.clock, "device"))
    nd_memory ("cuda:0", "trim");
    work_before = nd_memory ("cuda:0").in_use;
    eval (work.setup);
    nd_synchronize ("cuda:0");
    work_bytes = nd_memory ("cuda:0").in_use - work_before;
    work_count = min (work.runs, ...
                      ceil (4 * nd_device_info ("cuda:0").l2_cache / ...
                            work_bytes));
  endif
endfunction

## Both sides in turns: a row of seconds for each turn.
function [ours, theirs] = measure (w)
  ours = theirs = [];
  sets = sets_of (w);
  begin = tic;
  do
    ours(end+1,1) = run_work (w, w.runs, "cuda:0", sets);
    nd_memory ("cuda:0", "trim");
    theirs(end+1,:) = cellfun (@(library, setup, code) ...
                               gpu_peer (library, w.clock, code, setup, ...
                                         w.runs, sets), ...
                               w.peers(:,1), w.peers(:,2), w.peers(:,3)).';
  until (rows (ours) == 5 || (rows (ours) >= 3 && toc (begin) > 20))
  if (! isempty (theirs))
    gpu_peer ("", "forget");
  endif
endfunction

## What is wrong with the result, against the CPU's on the same numbers.
function why = wrongness (w)
  why = "";
  [~, got] = run_work (w, 1, "cuda:0");
  [~, own] = run_work (w, 1, "cpu");
  [got, own] = deal (gather (got), gather (own));
  if (! strcmp (class (got), class (own)) || ! isequal (size (got), size (own)))
    why = sprintf ("WRONG: %s %s", class (got), mat2str (size (got)));
  elseif (! isempty (own))
    off = max (abs (double (got(:)) - double (own(:)))) / ...
        max (abs (double (own(:))));
    if (! (off <= w.tolerance))
      why = sprintf ("WRONG: off by %.2g", off);
    endif
  endif
endfunction

## How good both results are, by the work's own measure.
function [why, ours, theirs] = compare_residuals (w)
  why = "";
  theirs = gpu_peer (w.peers{1,1}, "value", ...
                     sprintf ("%s\n%s", w.peers{1,3}, w.residual{2}), ...
                     w.peers{1,2});
  w.code = [w.code w.residual{1}];
  [~, ours] = run_work (w, 1, "cuda:0");
  ours = gather (ours);
  if (ours > 10 * max (theirs, eps))
    why = "WRONG: larger residual";
  endif
  gpu_peer ("", "forget");
endfunction

function found = work_rows (w, small_w, bandwidth)
  [ours, theirs] = measure (w);
  found = [];
  if (! isempty (w.bytes))
    speed = w.bytes / median (ours);
    found = figure_row (w.title, "copy bandwidth", speed / bandwidth, ...
                        w.fraction, true, ours, [], ...
                        sprintf ("%.4g ms, %.4g GB/s", 1e3 * median (ours), speed / 1e9));
  endif
  for k = 1:columns (theirs)
    peer_name = w.peers{k,1};
    if (! isempty (strfind (w.peers{k,2}, "def f")))
      peer_name = [peer_name, " compiled"];
    endif
    found = [found, time_row(w.title, peer_name, ours, theirs(:,k), ...
                             w.peers{k,4})];
  endfor
  if (! isempty (w.residual))
    [why, ours, theirs] = compare_residuals (w);
    found = wrong_if (found, why);
    found.detail = sprintf ("%s, residuals %.2g : %.2g", found.detail, ours, theirs);
  endif
  why = wrongness (small_w);
  found = arrayfun (@(row) wrong_if (row, why), found);
endfunction

## ---- what the card's memory allows: reads and writes of the best copy, bytes
## a second

function speeds = copy_speeds (n)
  setup = sprintf ("a = torch.rand (%d, device='cuda')\n", n);
  memory = sprintf ("a = driver.memory (%d)\nb = driver.memory (%d)\n", 4 * n, 4 * n);
  copy = gpu_work ("r = gpu_tensor (a, 'cuda:0', 'copy', true);", "setup", ...
                   sprintf ("a = single (nd_rand (%d, 1, 'device', 'cuda:0'));", n), "peers", ...
                   {"torch", setup, "r = a.clone ()", 1; ...
                    "driver", memory, sprintf("driver.copy ('DtoD', b, a, %d)", 4 * n), 1});
  [ours, theirs] = measure (copy);
  speeds = cell2struct (num2cell (8 * n ./ median ([ours, theirs], 1)), ...
                        {"ours", "torch_clone", "cuMemcpyDtoD"}, 2);
  printf ("copies, GB/s: ours %.4g, PyTorch's clone %.4g, cuMemcpyDtoD %.4g\n", ...
          cellfun (@(speed) speed / 1e9, struct2cell (speeds)));
endfunction

## NVIDIA's libraries, which run.sh has made those that PyTorch uses.
function print_libraries (found)
  for name = fieldnames (found).'
    printf ("  %s: %s\n", name{1}, found.(name{1}));
  endfor
endfunction

## ---- transfers of ordinary memory

function found = transfers (bytes)
  n = bytes / 8;
  pin = sprintf ("p = driver.pinned (%d)\ng = driver.memory (%d)\n", bytes, bytes);
  pageable_setup = sprintf ("x = torch.rand (%d, dtype=torch.float64)\n", n);
  pinned = @(way, to, from) ...
           gpu_peer ("driver", "device", sprintf ("driver.copy ('%s', %s, %s, %d)", way, to, ...
                                                  from, bytes), pin, 5);
  m = rand (n, 1);
  ## Freed memory waits for its next use up to a quarter of the most that arrays
  ## used.
  most = nd_ones (5 * n, 1);
  clear most
  up = fresh = warm = pageable = up_pinned = down_pinned = zeros (5, 1);
  for k = 1:5
    nd_synchronize ();
    t = tic; T = gpu_tensor (m, "cuda:0"); nd_synchronize ("cuda:0"); up(k) = toc (t);
    nd_memory ("cpu", "trim");
    t = tic; x = to_cpu (T); fresh(k) = toc (t);
    clear x
    t = tic; x = to_cpu (T); warm(k) = toc (t);
    clear x T
    up_pinned(k) = pinned ("HtoD", "g", "p");
    down_pinned(k) = pinned ("DtoH", "p", "g");
    pageable(k) = gpu_peer ("torch", "host", "r = x.cuda ()\ntorch.cuda.synchronize ()", ...
                            pageable_setup, 1);
  endfor
  gpu_peer ("", "forget");
  detail = @(ours, theirs) sprintf ("%.4g GB/s : %.4g GB/s", bytes / median (ours) / 1e9, ...
                                    bytes / median (theirs) / 1e9);
  ratio = @(what, theirs, ours, target) ...
          figure_row (what, "pinned bandwidth", median (theirs) / ...
                      median (ours), target, true, ...
                      ours, theirs, detail (ours, theirs));
  found = [ratio("1 GB up", up_pinned, up, 0.85), ...
           ratio("1 GB down, warm memory", down_pinned, warm, 0.85), ...
           ratio("1 GB down, fresh memory", down_pinned, fresh, 0.6), ...
           time_row("1 GB up", "torch, pageable", up, pageable, 0.4)];
endfunction

## ---- memory of the chain, above its operands and with its result

function row = chain_memory (w)
  eval (w.setup);
  nd_memory ("cuda:0", "trim");
  nd_synchronize ("cuda:0");
  before = nd_memory ("cuda:0", "reset").in_use;
  eval (w.code);
  nd_synchronize ("cuda:0");
  ours = nd_memory ("cuda:0").peak - before;
  theirs = gpu_peer ("torch", "memory", w.peers{1,3}, w.peers{1,2});
  gpu_peer ("", "forget");
  row = figure_row (["memory of " w.title], "torch", ours / theirs, 0.35, ...
                    false, ours, theirs, ...
                    sprintf ("%.4g MB : %.4g MB", ours / 1e6, theirs / 1e6));
endfunction

## ---- the first use of a new chain: compiled, then from disk in another Octave

function found = first_use ()
  code = [getenv("ND_TEST_START"), ...
          "a = nd_rand (1000, 1000, 'device', 'cuda:0'); r = a + 1; nd_synchronize ('cuda:0');" ...
          "t = tic; r = cos (a) .* a - 2 ./ (a + 3); nd_synchronize ('cuda:0'); printf ('%g', toc (t));"];
  confirm_recursive_rmdir (false, "local");
  compiled = loaded = zeros (3, 1);
  for k = 1:3
    folder = tempname ();
    mkdir (folder);
    command = sprintf ("ND_CUDA_CACHE='%s' %s --no-history --norc --quiet --eval \"%s\"", folder, ...
                       getenv ("ND_GPU_OCTAVE"), code);
    [~, text] = system (command);
    compiled(k) = str2double (text);
    [~, text] = system (command);
    loaded(k) = str2double (text);
    rmdir (folder, "s");
  endfor
  ## CuPy writes numbers into its kernels: another number is another kernel.
  fuse = gpu_peer ("cupy", "host", ["c = next (count)\ndef chain (a): return cp.cos (a)*a - 2/(a + c)\n" ...
                                    "r = cp.fuse (chain) (a)"], ...
                   "import itertools\ncount = itertools.count (3.0)\na = cp.random.random ((1000, 1000))\n", 3);
  limit = @(what, times, most) ...
          figure_row (what, "milliseconds", 1e3 * median (times), most, ...
                      false, times, [], ...
                      sprintf ("%.4g ms", 1e3 * median (times)));
  found = [limit("first use of a chain", compiled, 150), ...
           time_row("first use of a chain", "cupy", compiled, fuse, 0.5), ...
           limit("first use of a chain, from disk", loaded, 5)];
endfunction

function run_figures ()
  n = str2double (getenv ("ND_GPU_ELEMENTS"));
  if (isnan (n))
    n = 1e8;
  endif
  card = nd_device_info ("cuda:0");
  printf ("%s, driver %s\n", card.description, card.driver);
  disp (gpu_peer ());
  print_libraries (card.libraries);
  speeds = copy_speeds (n);
  bandwidth = max (cell2mat (struct2cell (speeds)));
  report = struct ("card", card.description, "driver", card.driver, "l2_cache", card.l2_cache, ...
                   "libraries", card.libraries, "peers", gpu_peer (), "elements", n, ...
                   "copy_bandwidth", bandwidth, "copies", speeds, "figures", []);
  works = gpu_works (n);
  small_works = gpu_works (min (n, 1e5));
  for k = 1:numel (works)
    report = add_rows (report, works(k).title, ...
                       @() work_rows (works(k), small_works(k), bandwidth));
  endfor
  report = add_rows (report, "1 GB up and down", @() transfers (min (2^30, 10 * n)));
  chain = works(strcmp ({works.title}, "ten operations, single"));
  report = add_rows (report, ["memory of " chain.title], @() chain_memory (chain));
  report = add_rows (report, "first use of a chain", @first_use);
  wrong = sum (! cellfun ("isempty", {report.figures.wrong}));
  printf ("\n%d of %d targets met, %d rows failed or wrong\n", sum ([report.figures.met]), ...
          numel ([report.figures.met]), wrong);
  exit (wrong > 0);
endfunction

gpu_here = fileparts (mfilename ("fullpath"));
addpath (gpu_here, fullfile (gpu_here, "..", "bench"));
run_figures ();
