## Which branch does `if (x)` take?
function branch = truth (x)
  if (x)
    branch = "true";
  else
    branch = "false";
  endif
endfunction
