## why = compare_errors (WANTED, GOT): empty if the errors (structs with
## identifier and message, or [] for none) are the same.
##
## Messages name Octave's internal types ('matrix', 'int32 matrix'), which an nd
## array has no reason to pretend to be, and its internal functions (mx_el_or,
## product): all types count as one, and so do all functions.
function why = compare_errors (wanted, got)
  why = "";
  if (isempty (wanted) && isempty (got))
    return;
  elseif (isempty (wanted) || isempty (got)
          || ! strcmp (wanted.identifier, got.identifier)
          || ! strcmp (without_names (wanted.message), ...
                       without_names (got.message)))
    why = sprintf ("%s, expected %s", error_text (got), error_text (wanted));
  endif
endfunction

function text = without_names (text)
  text = regexprep (text, "'[a-z0-9 ]*(matrix|ndarray|scalar|bool|complex)'", ...
                    "'TYPE'");
  text = regexprep (text, '^[^:]*: nonconformant', "nonconformant");
endfunction

function text = error_text (err)
  if (isempty (err))
    text = "no error";
  else
    text = sprintf ("error [%s] %s", err.identifier, err.message);
  endif
endfunction
