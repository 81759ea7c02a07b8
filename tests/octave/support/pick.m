## value = pick (CHOICES): one of a cell's elements, or of a vector's.
function value = pick (choices)
  value = choices(randi (numel (choices)));
  if (iscell (value))
    value = value{1};
  endif
endfunction
