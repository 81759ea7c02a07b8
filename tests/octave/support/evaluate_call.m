## outcome = evaluate_call (CALL, x, y, z): evaluates a call of the function
## table.  The struct has: error (empty, or with identifier and message),
## values (a cell, as returned), nd (which of them are nd arrays), printed, and
## changed (names of inputs that the call altered, which none may).
function outcome = evaluate_call (call, x, y, z)
  before = {plain_value(x), plain_value(y), plain_value(z)};
  outcome = struct ("error", [], "values", {{}}, "nd", [], "changed", "");
  rand ("twister", 1);
  randn ("twister", 1);
  lasterr ("");
  try
    outcome.values = evaluate (call, x, y, z);
    outcome.nd = cellfun (@is_nd, outcome.values);
    outcome.values = plain_value (outcome.values);
  catch err
    outcome.values = {};
    outcome.error = struct ("identifier", err.identifier, ...
                            "message", err.message);
  end_try_catch
  after = {plain_value(x), plain_value(y), plain_value(z)};
  for k = 1:3
    if (! same_value (before{k}, after{k}))
      outcome.changed(end+1) = "xyz"(k);
    endif
  endfor
endfunction

function evaluated_values = evaluate (call, x, y, z)
  evaluated_outputs = regexp (call, '^\[([^\]]*)\] = (.*)$', "tokens", "once");
  if (isempty (evaluated_outputs))
    evaluated_values = {eval([call ";"])};
  else
    evaluated_values = cell (1, numel (strsplit (evaluated_outputs{1}, ",")));
    eval (["[evaluated_values{:}] = " evaluated_outputs{2} ";"]);
  endif
endfunction

function yes = is_nd (value)
  yes = strcmp (typeinfo (value), "ndarray");
endfunction
