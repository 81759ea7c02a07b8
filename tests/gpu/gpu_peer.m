## versions = gpu_peer ()
## answer = gpu_peer (LIBRARY, CLOCK, CODE, SETUP, RUNS, SETS)
## gpu_peer ("", "forget")
##
## The side of PyTorch, CuPy and the driver itself, see peer.py: one long-lived
## process.  VERSIONS is a struct of what is there.  ANSWER is in seconds, or
## bytes for the clock "memory"; NaN where the library is missing or refuses.
## What SETUP made is there for all who give the same text, until it is to be
## forgotten. ND_PYTHON names the Python that has them.  Where the process ends,
## the error says so once, and there is no library from then on.
function answer = gpu_peer (library, clock, code = "", setup = "", ...
                            runs = 20, sets = 1)
  persistent process = start ();
  if (nargin == 0)
    answer = process.versions;
    return;
  endif
  answer = NaN;
  if (isfield (process.versions, library)
      || (strcmp (clock, "forget") && ! isempty (fieldnames (process.versions))))
    try
      found = peer_ask (process, struct ("library", library, "clock", clock, "code", code, ...
                                         "setup", setup, "runs", runs, "sets", sets));
    catch problem
      process.versions = struct ();
      rethrow (problem);
    end_try_catch
    if (! isempty (found))
      answer = found;
    endif
  endif
endfunction

function process = start ()
  python = getenv ("ND_PYTHON");
  if (isempty (python))
    python = "python3";
  endif
  process = struct ("versions", struct ());
  if (system (["command -v '" python "' >/dev/null"]) == 0)
    process = peer_start (python, fullfile (fileparts (mfilename ("fullpath")), "peer.py"));
  endif
endfunction
