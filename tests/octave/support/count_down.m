## How often does `while (x)` go round?
function rounds = count_down (x)
  rounds = 0;
  while (x)
    x -= 1;
    rounds += 1;
  endwhile
endfunction
