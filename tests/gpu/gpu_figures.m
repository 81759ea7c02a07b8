## The figures on one GPU, against PyTorch, CuPy and what the card's memory allows.
## Prints a table and writes it as JSON to the file ND_GPU_REPORT.
##   ND_GPU_ELEMENTS  elements of large arrays (default 1e8; less only tries the script)
##   ND_PYTHON        the Python that has PyTorch and CuPy
1;

## ---- rows

function row = figure_row (what, against, value, target, larger_is_better, detail)
  row = struct ("what", what, "against", against, "value", value, "target", target, ...
                "met", [], "wrong", "", "detail", detail);
  if (! isnan (value) && ! isnan (target))
    row.met = merge (larger_is_better, value >= target, value <= target);
  endif
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
    verdict = ["WRONG: " row.wrong];
  endif
  printf ("%-45s %-22s %8.3g  %5.3g  %-7s  %s\n", row.what, row.against, row.value, ...
          row.target, verdict, row.detail);
  fflush (stdout);
endfunction

## ---- a work's time

## Runs a work's setup and then its code, RUNS times; seconds for each by its clock.
function [work_seconds, r] = run_work (work, work_runs, work_device)
  nd_eager (false);
  nd_rand ("seed", 42);
  eval (strrep (work.setup, "cuda:0", work_device));
  work_code = strrep (work.code, "cuda:0", work_device);
  eval (work_code);
  nd_synchronize (work_device);
  work_clock = tic;
  for work_run = 1:work_runs
    eval (work_code);
    if (strcmp (work.clock, "host"))
      nd_synchronize (work_device);
    else
      nd_synchronize (work_device, "start");
    endif
  endfor
  work_seconds = toc (work_clock);
  nd_synchronize (work_device);
  if (strcmp (work.clock, "device"))
    work_seconds = toc (work_clock);
  endif
  work_seconds /= work_runs;
  nd_eager (false);
endfunction

## Both sides in turns, medians.
function [ours, theirs] = measure (w)
  ours = theirs = [];
  for turn = 1:5
    ours(end+1,1) = run_work (w, w.runs, "cuda:0");
    nd_memory ("cuda:0", "trim");
    theirs(end+1,:) = cellfun (@(library, setup, code) ...
                               gpu_peer (library, w.clock, code, setup, w.runs), ...
                               w.peers(:,1), w.peers(:,2), w.peers(:,3)).';
  endfor
  ours = median (ours);
  if (! isempty (theirs))
    theirs = median (theirs, 1);
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
    why = sprintf ("%s %s", class (got), mat2str (size (got)));
  elseif (! isempty (own))
    off = max (abs (double (got(:)) - double (own(:)))) / max (abs (double (own(:))));
    if (! (off <= w.tolerance))
      why = sprintf ("off by %.2g", off);
    endif
  endif
endfunction

function rows = work_rows (w, small_w, bandwidth)
  [ours, theirs] = measure (w);
  why = wrongness (small_w);
  rows = [];
  if (! isempty (w.bytes))
    speed = w.bytes / ours;
    rows = figure_row (w.title, "copy bandwidth", speed / bandwidth, w.fraction, true, ...
                       sprintf ("%.4g ms, %.4g GB/s", 1e3 * ours, speed / 1e9));
  endif
  for k = 1:numel (theirs)
    peer_name = w.peers{k,1};
    if (! isempty (strfind (w.peers{k,2}, "def f")))
      peer_name = [peer_name, " compiled"];
    endif
    rows = [rows, figure_row(w.title, peer_name, ours / theirs(k), w.peers{k,4}, false, ...
                             sprintf ("%.4g ms : %.4g ms", 1e3 * ours, 1e3 * theirs(k)))];
  endfor
  rows = arrayfun (@(row) wrong_if (row, why), rows);
  arrayfun (@print_row, rows);
endfunction

## ---- what the card's memory allows: reads and writes of the best copy, bytes a second

function speed = copy_bandwidth (n)
  setup = sprintf ("a = torch.rand (%d, device='cuda')\nb = torch.empty_like (a)\n", n);
  copy = gpu_work ("r = gpu_tensor (a, 'cuda:0', 'copy', true);", "setup", ...
                   sprintf ("a = single (nd_rand (%d, 1, 'device', 'cuda:0'));", n));
  seconds = [];
  for turn = 1:3
    seconds(end+1,:) = [run_work(copy, 20, "cuda:0"), ...
                        gpu_peer("torch", "device", "r = a.clone ()", setup), ...
                        gpu_peer("torch", "device", "b.copy_ (a)", setup)];
  endfor
  gpu_peer ("", "forget");
  speeds = 8 * n ./ median (seconds, 1);
  speed = max (speeds);
  printf ("copy bandwidth %.4g GB/s, the best of: ours %.4g, PyTorch's clone %.4g, cuMemcpyDtoD %.4g\n", ...
          [speed, speeds] / 1e9);
endfunction

## NVIDIA's libraries, which run.sh has made those that PyTorch uses.
function print_libraries ()
  found = nd_device_info ("cuda:0").libraries;
  for name = fieldnames (found).'
    printf ("  %s: %s\n", name{1}, found.(name{1}));
  endfor
endfunction

## ---- transfers of ordinary memory

function rows = transfers (bytes)
  n = bytes / 8;
  pin = sprintf (["p = torch.empty (%d, dtype=torch.float64).pin_memory ()\n" ...
                  "g = torch.empty (%d, dtype=torch.float64, device='cuda')\n"], n, n);
  up_pinned = gpu_peer ("torch", "device", "g.copy_ (p, non_blocking=True)", pin, 5);
  down_pinned = gpu_peer ("torch", "device", "p.copy_ (g, non_blocking=True)", pin, 5);
  pageable = gpu_peer ("torch", "host", "r = x.cuda ()\ntorch.cuda.synchronize ()", ...
                       sprintf ("x = torch.rand (%d, dtype=torch.float64)\n", n), 5);
  m = rand (n, 1);
  up = fresh = warm = zeros (1, 5);
  for k = 1:5
    nd_synchronize ();
    t = tic; T = gpu_tensor (m, "cuda:0"); nd_synchronize ("cuda:0"); up(k) = toc (t);
    nd_memory ("cpu", "trim");
    t = tic; x = to_cpu (T); fresh(k) = toc (t);
    clear x
    t = tic; x = to_cpu (T); warm(k) = toc (t);
    clear x T
  endfor
  detail = @(ours, theirs) sprintf ("%.4g GB/s : %.4g GB/s", bytes / ours / 1e9, bytes / theirs / 1e9);
  ratio = @(what, theirs, ours, target) ...
          figure_row (what, "pinned bandwidth", theirs / median (ours), target, true, ...
                      detail (median (ours), theirs));
  rows = [ratio("1 GB up", up_pinned, up, 0.85), ...
          ratio("1 GB down, warm memory", down_pinned, warm, 0.85), ...
          ratio("1 GB down, fresh memory", down_pinned, fresh, 0.6), ...
          figure_row("1 GB up", "torch, pageable", median (up) / pageable, 0.4, false, ...
                     detail (median (up), pageable))];
  gpu_peer ("", "forget");
  arrayfun (@print_row, rows);
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
  row = figure_row (["memory of " w.title], "torch", ours / theirs, 0.35, false, ...
                    sprintf ("%.4g MB : %.4g MB", ours / 1e6, theirs / 1e6));
  print_row (row);
endfunction

## ---- the first use of a new chain: compiled, then from disk in another Octave

function rows = first_use ()
  folder = tempname ();
  mkdir (folder);
  code = [getenv("ND_TEST_START"), ...
          "a = nd_rand (1000, 1000, 'device', 'cuda:0'); r = a + 1; nd_synchronize ('cuda:0');" ...
          "t = tic; r = cos (a) .* a - 2 ./ (a + 3); nd_synchronize ('cuda:0'); printf ('%g', toc (t));"];
  command = sprintf ("ND_CUDA_CACHE='%s' %s --no-history --norc --quiet --eval \"%s\"", folder, ...
                     getenv ("ND_GPU_OCTAVE"), code);
  [~, compiled] = system (command);
  [~, loaded] = system (command);
  confirm_recursive_rmdir (false, "local");
  rmdir (folder, "s");
  compiled = str2double (compiled);
  fuse = gpu_peer ("cupy", "host", ["f = cp.fuse (lambda a: cp.cos (a)*a - 2/(a + 3.0 + 0*next (c)))\n" ...
                                    "r = f (a)"], ...
                   "import itertools\nc = itertools.count ()\na = cp.random.random ((1000, 1000))\n", 3);
  rows = [figure_row("first use of a chain", "150 ms", compiled, 0.15, false, sprintf ("%.4g ms", 1e3 * compiled)), ...
          figure_row("first use of a chain", "cupy", compiled / fuse, 0.5, false, ...
                     sprintf ("%.4g ms : %.4g ms", 1e3 * compiled, 1e3 * fuse)), ...
          figure_row("first use of a chain, from disk", "5 ms", str2double (loaded), 0.005, false, ...
                     sprintf ("%.4g ms", 1e3 * str2double (loaded)))];
  arrayfun (@print_row, rows);
endfunction

function run_figures ()
  n = str2double (getenv ("ND_GPU_ELEMENTS"));
  if (isnan (n))
    n = 1e8;
  endif
  printf ("%s\n", nd_device_info ("cuda:0").description);
  disp (gpu_peer ());
  print_libraries ();
  bandwidth = copy_bandwidth (n);
  works = gpu_works (n);
  small_works = gpu_works (min (n, 1e5));
  all_rows = [];
  for k = 1:numel (works)
    all_rows = [all_rows, work_rows(works(k), small_works(k), bandwidth)];
  endfor
  all_rows = [all_rows, transfers(min (2^30, 10 * n)), chain_memory(works(3)), first_use()];
  f = fopen (getenv ("ND_GPU_REPORT"), "w");
  fputs (f, jsonencode (struct ("card", nd_device_info ("cuda:0").description, ...
                                "libraries", nd_device_info ("cuda:0").libraries, ...
                                "peers", gpu_peer (), "figures", all_rows)));
  fclose (f);
  wrong = sum (! cellfun ("isempty", {all_rows.wrong}));
  printf ("\n%d of %d targets met, %d results wrong\n", sum ([all_rows.met]), numel ([all_rows.met]), wrong);
  exit (wrong > 0);
endfunction

gpu_here = fileparts (mfilename ("fullpath"));
addpath (gpu_here, fullfile (gpu_here, "..", "bench"));
run_figures ();
