## The value of x after x++, x += 2 and x--.
function x = increment (x)
  x++;
  x += 2;
  x--;
endfunction
