## rows = compare_works (WORKS, DATA, PEER_DATA, TYPE, REPORT)
##
## Times each of WORKS (see work.m) on nd arrays, by its peers, and by Octave on its
## own matrices where that is a peer.  In each round all take a turn, one after the
## other; the medians are compared.  Octave computes once more what the result is to
## be: a wrong one fails, however fast.
##
## DATA is a struct of matrices, the variables of the work; PEER_DATA the Python
## that makes the same.  TYPE names the class of the numbers, "double" or "single".
## Each row has the fields what, against, type, value, unit, target, wrong, detail,
## and is what REPORT returns for it.
function rows = compare_works (works, data, peer_data, type, report)
  if (! isempty (peer ()))
    peer ("", peer_data);
  endif
  ## In memory of the package's own, as the peer's arrays are in the peer's.
  arrays = structfun (@(m) nd_array (m, "copy", true), data, "UniformOutput", false);
  rows = [];
  for w = works
    [ours, theirs] = measure (w, arrays, data);
    wrong = wrongness (w, arrays, data);
    bytes = w.traffic * numel (data.(fieldnames (data){1})) * ...
            sizeof (zeros (1, 1, type));
    for k = 1:numel (theirs)
      row = compared (w, k, type, ours, theirs(k), bytes, wrong);
      rows = [rows, report(row)];
    endfor
  endfor
endfunction

function row = compared (w, k, type, ours, theirs, bytes, wrong)
  row = struct ("what", w.title, "against", w.peers{k,1}, "type", type, ...
                "value", ours / theirs, "unit", "times", "target", w.peers{k,3}, ...
                "wrong", wrong, "detail", "");
  row.detail = sprintf ("%.3g ms : %.3g ms", 1e3 * ours, 1e3 * theirs);
  if (isnan (theirs))
    row.detail = sprintf ("%.3g ms; %s is not here", 1e3 * ours, w.peers{k,1});
  endif
  if (bytes > 0)
    row.detail = sprintf ("%s, %.3g GB/s", row.detail, bytes / ours / 1e9);
  endif
endfunction

## Nine rounds, or as many as six seconds allow, but three, unless they take minutes.
function [ours, theirs] = measure (w, arrays, data)
  ours = theirs = [];
  started = tic;
  while (rows (ours) < 9 && toc (started) < merge (rows (ours) < 3, 20, 6))
    ours(end+1,1) = run_here (w, arrays);
    theirs(end+1,:) = cellfun (@(name, code) run_peer (name, code, w, data), ...
                               w.peers(:,1), w.peers(:,2)).';
  endwhile
  [ours, theirs] = deal (median (ours, 1), median (theirs, 1));
endfunction

function seconds = run_peer (name, code, w, data)
  seconds = NaN;
  if (strcmp (name, "Octave"))
    seconds = run_here (w, data);
  elseif (isfield (peer (), lower (name)))
    seconds = peer (code, w.peer_setup);
  endif
endfunction

## Runs the work with the fields of HERE_DATA as variables.  The result is computed,
## not only promised, when the clock stops.
function [here_seconds, r] = run_here (here_work, here_data)
  for [here_value, here_name] = here_data
    eval ([here_name " = here_value;"]);
  endfor
  clear here_value
  if (! isnd (here_data))
    nd_array = @(value, varargin) value;
  endif
  eval (here_work.setup);
  nd_synchronize ("cpu");
  here_clock = tic;
  eval (here_work.code);
  nd_synchronize ("cpu");
  here_seconds = toc (here_clock);
endfunction

function yes = isnd (data)
  yes = isndarray (data.(fieldnames (data){1}));
endfunction

## What is wrong with the result; empty if nothing is.  The true result is Octave's
## on the same numbers in double precision, or what the work's own reference says;
## it may be missed by as much as Octave misses it, too.
function why = wrongness (w, arrays, data)
  why = "";
  [~, got] = run_here (w, arrays);
  [~, own] = run_here (w, data);
  got = gather (got);
  if (! (strcmp (class (got), class (own)) && isequal (size (got), size (own))))
    why = sprintf ("%s %s", class (got), mat2str (size (got)));
    return;
  endif
  exact = own;
  if (isa (own, "single") || ! isempty (w.reference))
    w.code = merge (isempty (w.reference), w.code, ["r = " w.reference ";"]);
    [~, exact] = run_here (w, structfun (@widened, data, "UniformOutput", false));
  endif
  [missed, missed_by_octave] = deal (distance (got, exact), distance (own, exact));
  allowed = 0;
  if (w.ulps > 0)
    allowed = w.ulps * eps (max (abs (cast (exact, class (own))), w.scale));
  endif
  if (any (missed(:) > max (allowed(:), max (missed_by_octave(:)))))
    why = sprintf ("off by %.3g, Octave by %.3g", max (missed(:)), ...
                   max (missed_by_octave(:)));
  endif
endfunction

function m = widened (m)
  if (isfloat (m))
    m = double (m);
  endif
endfunction

function d = distance (x, exact)
  d = abs (double (x) - double (exact));
  d(x == exact) = 0;
endfunction
