## bytes = in_use (): memory that arrays hold on the CPU and on sim:0.
function bytes = in_use ()
  bytes = [nd_memory("cpu").in_use, nd_memory("sim:0").in_use];
endfunction
