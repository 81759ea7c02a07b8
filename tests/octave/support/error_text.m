## text = error_text (ERR): an error in words; ERR is empty where there was
## none.
function text = error_text (err)
  if (isempty (err))
    text = "no error";
  else
    text = sprintf ("error [%s] %s", err.identifier, err.message);
  endif
endfunction
