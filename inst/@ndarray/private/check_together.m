## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## check_together (FUNCTION, NAME, VALUE, ...): the error
## ndarray:device-mismatch unless the arrays among the values, which FUNCTION
## calls by these names, are all on one device.  Single ordinary numbers may
## meet a device's arrays.

function check_together (caller, varargin)

  names = varargin(1:2:end);
  values = varargin(2:2:end);
  are_arrays = cellfun (@is_array, values);
  names = names(are_arrays);
  values = values(are_arrays);
  places = cellfun (@place, values, "UniformOutput", false);
  there = [find(! strcmp (places, "cpu"), 1), 1](1);
  other = find (! strcmp (places, places{there}), 1);
  if (isempty (other))
    return;
  endif
  pair = sort ([there, other]);
  [a, b] = deal (pair(1), pair(2));
  found = [names(pair); cellfun(@in_words, values(pair), ...
                                "UniformOutput", false); places(pair)];
  if (strcmp (places{a}, "cpu"))
    [a, b] = deal (b, a);
  endif
  error ("ndarray:device-mismatch",
         ["%s: expected all arrays to be on the same device, but found ", ...
          "%s (%s) on %s and %s (%s) on %s. ", ...
          "Use gpu_tensor (%s, \"%s\") or to_cpu (%s)."], ...
         caller, found{:}, names{b}, places{a}, names{a});

endfunction

function tf = is_array (value)
  tf = (isndarray (value)
        || ((isnumeric (value) || islogical (value)) && numel (value) > 1));
endfunction

function name = place (value)
  name = "cpu";
  if (isndarray (value))
    name = value.device;
  endif
endfunction

function text = in_words (value)
  text = [class(value), " ", sprintf("%dx", size (value))(1:end-1)];
endfunction
