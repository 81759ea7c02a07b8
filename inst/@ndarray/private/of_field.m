## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [...] = of_field (NAME, ARGS): what Octave's curl or divergence, NAME, gives
## for a vector field whose parts are nd arrays.

function varargout = of_field (name, args)

  if (any (cellfun (@is_on_device, args)))
    check_together (name, [op_names(numel (args)); args](:){:});
    [varargout{1:nargout}] = builtin (name, with_places (args){:});
  else
    [varargout{1:nargout}] = __nd_octave__ (name, args{:});
  endif

endfunction

## Places one apart on the fields' device before them, where only fields are
## given.
function args = with_places (args)
  if (! any (numel (args) == [2, 3]) || isempty (args{1}))
    return;
  endif
  device = device_of (args{:});
  sz = size (args{1});
  sz(end+1:numel (args)) = 1;
  places = arrayfun (@(n) nd_colon (1, n, "device", device)(:), ...
                     sz([2, 1, 3:numel(args)]), "UniformOutput", false);
  places{1} = places{1}.';
  if (numel (args) > 2)
    places{3} = reshape (places{3}, 1, 1, []);
  endif
  args = [places, args];
endfunction
