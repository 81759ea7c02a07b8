## value = plain_value (VALUE): nd arrays, also in cells and structs, become
## ordinary matrices.
function value = plain_value (value)
  if (strcmp (typeinfo (value), "ndarray"))
    value = gather (value);
  elseif (iscell (value))
    for k = 1:numel (value)
      value{k} = plain_value (value{k});
    endfor
  elseif (isstruct (value))
    for name = fieldnames (value)'
      for k = 1:numel (value)
        value(k).(name{1}) = plain_value (value(k).(name{1}));
      endfor
    endfor
  endif
endfunction
