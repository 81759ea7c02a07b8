## What does `for column = x` assign?
function columns = for_columns (x)
  columns = {};
  for column = x
    columns{end+1} = column;
  endfor
endfunction
