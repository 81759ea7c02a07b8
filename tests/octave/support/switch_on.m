## Which case does `switch (x)` take?
function branch = switch_on (x)
  switch (x)
    case {5, 6}   branch = "five or six";
    case 1        branch = "one";
    otherwise     branch = "another";
  endswitch
endfunction
