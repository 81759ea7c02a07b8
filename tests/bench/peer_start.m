## process = peer_start (PYTHON, PROGRAM): a Python process that answers requests, a
## line each; its first line says what is there, which becomes the field versions.
function process = peer_start (python, program)
  [process.in, process.out, process.pid] = popen2 (python, {program});
  process.versions = jsondecode (peer_read (process));
endfunction
