## X = as_float (X): integers and truth values in double.

function x = as_float (x)
  if (! isfloat (x))
    x = double (x);
  endif
endfunction
