## rows = run_function_table (FILE, NAMES): runs every row of the function table
## (or those of the functions NAMES, a cellstr) and adds to each the fields
##   present   does this Octave have the function?
##   cpu       "yes", "no", or "exception"
##   device    "runs", "error" (a device error or Octave's own type error), or
##             "partly" (depends on the class or shape), or "wrong"
##   problems  a cellstr of what was not as it should be
function rows = run_function_table (file, names = {})
  warning ("off", "all", "local");
  rows = read_function_table (file);
  if (! isempty (names))
    rows = rows(ismember ({rows.name}, names));
  endif
  for k = 1:numel (rows)
    results(k) = run_row (rows(k));
  endfor
  rows = results;
endfunction

function row = run_row (row)
  row.present = is_present (row.name);
  row.cpu = row.device = "";
  row.problems = {};
  if (! row.present)
    return;
  endif
  cpu_agrees = device_runs = [];
  tried = 0;
  for variant = row.variants
    [x, y, z] = table_inputs (row.inputs, variant{1});
    wanted = evaluate_call (row.call, x, y, z);
    tried += isempty (wanted.error);
    cpu = evaluate_call (row.call, nd_array (x), nd_array (y), nd_array (z));
    why = compare_cpu (row, wanted, cpu, isscalar (x) && isscalar (y));
    cpu_agrees(end+1) = isempty (why);
    if (isempty (row.except))
      row = add_problem (row, variant{1}, "cpu", why);
    endif
    device = evaluate_call (row.call, gpu_tensor (x, "sim:0"), ...
                            gpu_tensor (y, "sim:0"), gpu_tensor (z, "sim:0"));
    [why, runs] = compare_device (row, wanted, device);
    device_runs(end+1) = runs;
    row = add_problem (row, variant{1}, "sim:0", why);
  endfor
  if (tried == 0 && row.optional)
    row.present = false; # this Octave lacks what the call asks for
    row.problems = {};
  elseif (tried == 0)
    row = add_problem (row, "every variant", "Octave", wanted.error.message);
  endif
  row.cpu = merge (all (cpu_agrees), "yes", "no");
  if (! isempty (row.except))
    row.cpu = "exception";
    if (all (cpu_agrees))
      row = add_problem (row, "", "cpu", "is no exception: no difference seen");
    endif
  endif
  row.device = merge (all (device_runs), "runs", ...
                      merge (any (device_runs), "partly", "error"));
endfunction

function row = add_problem (row, variant, where, why)
  if (! isempty (why))
    row.problems{end+1} = sprintf ("%s on %s: %s", variant, where, why);
  endif
endfunction

function present = is_present (name)
  present = iskeyword (name) || ! isempty (regexp (name, '^\W+$')) ...
            || exist (name) || any (strcmp (name, {"containers.Map", ...
                                                   "function"}));
endfunction

function why = compare_cpu (row, wanted, got, scalars)
  why = compare_errors (wanted.error, got.error);
  if (isempty (why) && isempty (wanted.error))
    why = compare_values (row, wanted, got);
    if (isempty (why) && row.nd && ! scalars)
      matrices = cellfun (@(v) numel (v) != 1, wanted.values);
      if (any (matrices & ! got.nd))
        why = "the result is no nd array";
      endif
    endif
  endif
  if (isempty (why) && ! isempty (got.changed))
    why = sprintf ("changed its argument %s", got.changed);
  endif
endfunction

## A device may refuse; it may not answer wrongly.
function [why, runs] = compare_device (row, wanted, got)
  why = "";
  runs = false;
  if (! isempty (got.changed))
    why = sprintf ("changed its argument %s", got.changed);
  elseif (! isempty (got.error))
    same_error = ! isempty (wanted.error) ...
                 && isempty (compare_errors (wanted.error, got.error));
    if (! isempty (row.except))
      same_error = false;
    elseif (row.sim && ! same_error)
      why = error_text (got.error);
    elseif (! same_error && ! is_refusal (got.error))
      why = ["not a device error: " error_text(got.error)];
    endif
    runs = same_error && row.sim;
  elseif (! isempty (wanted.error))
    why = ["no error, expected " error_text(wanted.error)];
  elseif (isempty (row.except))
    why = compare_values (row, wanted, got);
    runs = isempty (why);
    if (runs && row.nd && ! all (got.nd))
      why = "the result is not on the device";
    endif
  endif
endfunction

## A device error, or one of Octave's own type errors, which have no identifier.
function yes = is_refusal (err)
  yes = any (strcmp (err.identifier, ...
                     {"", "ndarray:device-to-host", "ndarray:not-on-device", ...
                      "ndarray:device-mismatch", "Octave:invalid-fun-call", ...
                      "Octave:invalid-input-type", "Octave:invalid-type"}));
endfunction

function why = compare_values (row, wanted, got)
  [~, why] = same_value (wanted.values, got.values, row.ulps, row.relative);
  if (strncmp (why, "{1}: ", 5) && numel (wanted.values) == 1)
    why = why(6:end);
  endif
endfunction
