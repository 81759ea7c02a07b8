## line = peer_read (PROCESS): the next line that a process of peer_start prints.
function line = peer_read (process)
  for attempt = 1:600000
    line = fgetl (process.out);
    if (ischar (line) && ! isempty (line))
      return;
    endif
    fclear (process.out); # the pipe does not wait: ask until a line is there
    if (mod (attempt, 1000) == 0 && waitpid (process.pid, WNOHANG ()) != 0)
      error ("peer: its process has ended");
    endif
    pause (0.001);
  endfor
  error ("peer: no answer");
endfunction
