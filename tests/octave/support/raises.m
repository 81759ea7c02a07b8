## identifier = raises (STATEMENT): evaluates it where raises is called; the
## identifier of its error, "(none)" if the error has none, "" if there is none.
function identifier = raises (statement)
  identifier = "";
  try
    evalin ("caller", statement);
  catch err
    identifier = err.identifier;
    if (isempty (identifier))
      identifier = "(none)";
    endif
  end_try_catch
endfunction
