## result = execute_statements (STATEMENTS, WATCH, PLAIN)
##
## Runs STATEMENTS (cellstr) one after the other in a scope of their own; an
## error ends its statement only.  RESULT has the fields errors (a cell: [] or a
## struct with identifier and message for each statement), values (of the
## variables WATCH, as ordinary matrices), nd and device (of each).  PLAIN: the
## functions that make nd arrays give ordinary matrices instead.
function execute_result = execute_statements (execute_statements_, ...
                                              execute_watch, execute_plain)
  if (execute_plain)
    nd_array = nd_asarray = gpu_tensor = @(value, varargin) value;
    nd_view = @(value, varargin) value(varargin{:});
  endif
  execute_result = struct ("errors", {cell(size (execute_statements_))}, ...
                           "values", {cell(size (execute_watch))}, ...
                           "nd", [], "device", {{}});
  for execute_k = 1:numel (execute_statements_)
    try
      eval (execute_statements_{execute_k});
    catch execute_error
      execute_result.errors{execute_k} = ...
        struct ("identifier", execute_error.identifier, ...
                "message", execute_error.message);
    end_try_catch
  endfor
  for execute_k = 1:numel (execute_watch)
    execute_result.nd(execute_k) = false;
    execute_result.device{execute_k} = "";
    if (exist (execute_watch{execute_k}, "var"))
      execute_value = eval (execute_watch{execute_k});
      execute_result.values{execute_k} = plain_value (execute_value);
      if (strcmp (typeinfo (execute_value), "ndarray"))
        execute_result.nd(execute_k) = true;
        execute_result.device{execute_k} = execute_value.device;
      endif
    else
      execute_result.values{execute_k} = "(not defined)";
    endif
  endfor
endfunction
