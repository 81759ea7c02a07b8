## why = compare_errors (WANTED, GOT): empty if the errors (structs with
## identifier and message, or [] for none) are the same.
##
## Where Octave's error has an identifier, identifier and text must be Octave's;
## but its internal functions (mx_el_or, product) count as one, and so do its
## types ('matrix', 'int32 scalar'), which an nd array has no reason to pretend
## to be.  Where it has none, any error will do that does not look like a slip.
function why = compare_errors (wanted, got)
  if (isempty (wanted) && isempty (got))
    same = true;
  elseif (isempty (wanted) || isempty (got))
    same = false;
  elseif (isempty (wanted.identifier))
    same = ! strcmp (got.identifier, "Octave:index-out-of-bounds") ...
           && isempty (regexp (got.message, "undefined"));
  else
    same = strcmp (wanted.identifier, got.identifier) ...
           && strcmp (without_names (wanted.message), ...
                      without_names (got.message));
  endif
  why = "";
  if (! same)
    why = sprintf ("%s, expected %s", error_text (got), error_text (wanted));
  endif
endfunction

function text = without_names (text)
  text = regexprep (text, "'[a-z0-9 ]*(matrix|ndarray|scalar|bool|complex)'", ...
                    "'TYPE'");
  ## Octave leaves singleton dimensions out of the sizes in an assignment's
  ## text.
  text = regexprep (text, '^=: nonconformant.*', "nonconformant");
  text = regexprep (text, '^[^:]*: nonconformant', "nonconformant");
endfunction
