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

%!error <^tensor 'x' \(double 1x1\). Use to_cpu \(x\)>
%! __nd_rethrow__ (MException ("ndarray:device-to-host",
%!                             "tensor (double 1x1). Use to_cpu (...)"), "x");
%!error <^tensor \(double 1x1\). Use to_cpu \(...\)>
%! __nd_rethrow__ (MException ("ndarray:device-to-host",
%!                             "tensor (double 1x1). Use to_cpu (...)"), "");
%!error id=a:b <^tensor \(1\)>
%! __nd_rethrow__ (MException ("a:b", "tensor (1)"), "x");
