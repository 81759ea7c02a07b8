## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{tf} =} isa (@var{a}, @var{name})
## Return true if @var{name} is @qcode{"ndarray"}, or if it is the class of the
## elements of the nd array @var{a} or a category of it, such as
## @qcode{"numeric"}.  It is a @qcode{"gpuArray"} where it lies on a device.
##
## If @var{name} is a cell array of names, @var{tf} is a logical array of its
## size.
## @seealso{class, isndarray}
## @end deftypefn

function tf = isa (a, name)

  if (nargin != 2)
    print_usage ();
  endif

  tf = strcmp (name, "ndarray") | isa (feval (class (a), []), name) ...
       | (strcmp (name, "gpuArray") & is_on_device (a));

endfunction
