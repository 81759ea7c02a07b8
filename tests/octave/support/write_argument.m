## A function that writes to its argument, as rref does.
function x = write_argument (x)
  x(1) = 7;
  x(end,:) += 1;
endfunction
