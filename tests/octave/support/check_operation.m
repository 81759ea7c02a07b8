## problems = check_operation (OPERATION): runs a case of random_operation on nd
## arrays and on ordinary matrices; a cellstr of the differences.
function problems = check_operation (op)
  stand_ins = {"gather = @(v) v;"};
  wanted = execute_statements ([stand_ins, op.setup, op.statements], ...
                               op.watch, true);
  wanted.errors(1) = [];
  got = execute_statements ([op.setup, op.statements], op.watch, false);
  problems = {};
  for k = 1:numel (wanted.errors)
    if (op.refusable && ! isempty (got.errors{k}) && ! strcmp (op.device, "cpu")
        && any (strcmp (got.errors{k}.identifier, {"ndarray:device-to-host", ...
                                                   "ndarray:not-on-device"})))
      return;
    endif
    if (is_accident (wanted.errors{k}) || is_accident (got.errors{k}))
      return;
    endif
    why = compare_errors (wanted.errors{k}, got.errors{k});
    if (strcmp (op.kind, "delete"))
      why = compare_errors (unworded (wanted.errors{k}), ...
                            unworded (got.errors{k}));
    endif
    if (! isempty (why))
      statements = [op.setup, op.statements];
      problems{end+1} = sprintf ("%s %s", statements{k}, why);
      if (k <= numel (op.setup))
        return;
      endif
    endif
  endfor
  ## One element of a CPU array is an ordinary scalar, and so is what is made of
  ## it.
  a = strcmp (op.watch, "a");
  op.nd &= all (cellfun ("isempty", wanted.errors)) && any (got.nd(a));
  for k = 1:numel (op.watch)
    [~, why] = same_value (wanted.values{k}, got.values{k}, op.ulps, ...
                           op.relative);
    if (isempty (why) && strcmp (op.watch{k}, "r") && op.nd)
      why = check_residence (op, wanted.values{k}, got.nd(k), got.device{k});
    endif
    if (! isempty (why))
      problems{end+1} = sprintf ("%s: %s", op.watch{k}, why);
    endif
  endfor
endfunction

## Errors that Octave raises for the way a value happens to be stored: x(i) =
## int8 ([1 2]) fails where x is stored as a scalar, and a += b with a result
## larger than a where a could have been changed in place.
function yes = is_accident (err)
  yes = ! isempty (err) && ! isempty (regexp (err.message, ...
          ["no conversion for assignment|" ...
           "assignment of .* to indexed .* scalar|" ...
           "^(operator )?\\S+=: nonconformant"]));
endfunction

## Octave's words for a bad index in a deletion lack parentheses ("a1.5: ...").
function err = unworded (err)
  if (! isempty (err))
    err.message = "";
  endif
endfunction

function why = check_residence (op, value, nd, device)
  why = "";
  if (ischar (value) || (numel (value) == 1 && strcmp (op.device, "cpu")))
    return;
  endif
  if (! nd)
    why = "is no nd array";
  elseif (! strcmp (device, op.device))
    why = ["is on " device ", not on " op.device];
  endif
endfunction
