## problem = check_program (PROGRAM, LOOKS): runs a program of random_program on
## nd arrays.  LOOKS: after which statements all places are compared with the
## model (a look may finish pending work, so not always after each).  PROBLEM is
## empty or says where it went wrong.
function check_problem = check_program (check_run, check_looks)
  check_problem = "";
  for check_k = 1:numel (check_run.statements)
    check_raised = check_message = "";
    try
      eval (check_run.statements{check_k});
    catch check_error
      check_raised = check_error.identifier;
      check_message = check_error.message;
      if (isempty (check_raised))
        check_raised = "(no identifier)";
      endif
    end_try_catch
    if (! strcmp (check_raised, check_run.errors{check_k}))
      check_problem = sprintf ("%s raised [%s] %s, expected [%s]", ...
                               check_run.statements{check_k}, check_raised, ...
                               check_message, check_run.errors{check_k});
      return;
    endif
    if (! check_looks(check_k))
      continue;
    endif
    check_state = check_run.states{check_k};
    for check_i = 1:numel (check_run.names)
      check_wanted = check_state.values{check_i};
      if (ischar (check_wanted))
        continue;
      endif
      [~, check_problem] = same_value (check_wanted, ...
                            plain_value (eval (check_run.names{check_i})), ...
                            0, 0, check_state.slack(check_i));
      if (! isempty (check_problem))
        check_problem = sprintf ("after statement %d, %s: %s\n      %s is to be %s", ...
                           check_k, check_run.statements{check_k}, check_problem, ...
                           check_run.names{check_i}, literal (check_wanted));
        return;
      endif
      for check_j = 1:check_i-1
        if (ischar (check_state.values{check_j}))
          continue;
        endif
        check_answer = eval (sprintf ("nd_shares_memory (%s, %s)", ...
                                      check_run.names{[check_i, check_j]}));
        if (check_answer != check_state.shared(check_i,check_j))
          check_problem = sprintf ("after statement %d, %s: nd_shares_memory (%s, %s) is %d", ...
                             check_k, check_run.statements{check_k}, ...
                             check_run.names{[check_i, check_j]}, check_answer);
          return;
        endif
      endfor
    endfor
  endfor
endfunction
