## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {} __nd_rethrow__ (@var{failure}, @var{name})
## Raise the error @var{failure} again, with the name of the variable that the
## user wrote where the error is about a device array.
##
## Only functions can ask for the name of their argument, and it is looked up
## only when something went wrong.  @var{name} is empty where the argument was
## an expression.
## @end deftypefn

function __nd_rethrow__ (failure, name)

  message = failure.message;
  if (strcmp (failure.identifier, "ndarray:device-to-host") && ! isempty (name))
    message = strrep (message, "tensor (", ["tensor '" name "' ("]);
    message = strrep (message, "to_cpu (...)", ["to_cpu (" name ")"]);
  endif

  rethrow (struct ("message", message, "identifier", failure.identifier,
                   "stack", failure.stack));

endfunction

%!function failure = failed (id)
%!  failure = struct ("identifier", id, "stack", dbstack (),
%!                    "message", "tensor (double 1x1). Use to_cpu (...)");
%!endfunction

%!error <^tensor 'x' \(double 1x1\). Use to_cpu \(x\)$>
%! __nd_rethrow__ (failed ("ndarray:device-to-host"), "x");
%!error <^tensor \(double 1x1\). Use to_cpu \(...\)$>
%! __nd_rethrow__ (failed ("ndarray:device-to-host"), "");
%!error <^tensor \(double 1x1\). Use to_cpu \(...\)$>
%! __nd_rethrow__ (failed ("a:b"), "x");
%!error id=ndarray:device-to-host
%! __nd_rethrow__ (failed ("ndarray:device-to-host"), "x");
