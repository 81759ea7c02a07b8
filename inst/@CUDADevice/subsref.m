## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {@var{value} =} subsref (@var{d}, @var{index})
## A property of a device, such as @code{@var{d}.TotalMemory}.
## @seealso{gpuDevice}
## @end deftypefn

function value = subsref (d, index)

  if (! strcmp (index(1).type, "."))
    error ("ndarray:invalid-argument", ...
           "a gpuDevice has properties, such as d.Name, and no elements");
  endif
  properties = device_properties (d);
  if (! isfield (properties, index(1).subs))
    error ("ndarray:invalid-argument", ...
           "a gpuDevice has no property %s. It has: %s", index(1).subs, ...
           strjoin (fieldnames (properties), ", "));
  endif
  value = subsref (properties, index);

endfunction
