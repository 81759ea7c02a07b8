## answer = peer_ask (PROCESS, REQUEST): what a process of peer_start answers to the
## fields of REQUEST.
function answer = peer_ask (process, request)
  fputs (process.in, [jsonencode(request) "\n"]);
  fflush (process.in);
  answer = jsondecode (peer_read (process));
endfunction
