## versions = peer ()
## seconds = peer (CODE, SETUP)
## peer ("stop")
##
## The other side of a comparison: one long-lived Python process, see peer.py, so
## that rounds can alternate and Python's start is not timed.  VERSIONS is a struct
## of what is there (numpy, numexpr, pillow), empty without NumPy.
function answer = peer (code, setup = "")
  persistent process = [];
  if (isempty (process))
    process = start ();
  endif
  if (nargin == 0)
    answer = process.versions;
  elseif (! strcmp (code, "stop"))
    answer = peer_ask (process, struct ("code", code, "setup", setup));
  elseif (isfield (process, "in"))
    fclose (process.in);
    fclose (process.out);
    process = [];
  endif
endfunction

function process = start ()
  process = struct ("versions", []);
  [status, python] = system ("command -v /usr/bin/python3 python3 | head -n 1");
  python = strtrim (python);
  if (status == 0 && ! isempty (python)
      && system ([python " -c 'import numpy' 2>/dev/null"]) == 0)
    program = fullfile (fileparts (mfilename ("fullpath")), "peer.py");
    process = peer_start (python, program);
  endif
endfunction
