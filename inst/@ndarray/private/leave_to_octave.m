## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## [...] = leave_to_octave (NAME, ...): what Octave's own function NAME gives
## for arguments that are no case of ours.  On a device that is its error, if it
## has one, or ours; arrays without elements it may have.

function varargout = leave_to_octave (name, varargin)

  are_there = cellfun (@is_on_device, varargin);
  if (! any (are_there))
    [varargout{1:nargout}] = __nd_call__ (name, varargin{:});
    return;
  endif

  host = varargin;
  host(are_there) = cellfun (@gather, host(are_there), ...
                             "UniformOutput", false);
  [varargout{1:max (nargout, 1)}] = feval (name, host{:});
  if (all (cellfun (@isempty, host(are_there))))
    device = varargin{find (are_there, 1)}.device;
    are_arrays = cellfun (@(v) isnumeric (v) || islogical (v), varargout);
    put_there = @(v) gpu_tensor (v, device);
    varargout(are_arrays) = cellfun (put_there, varargout(are_arrays), ...
                                     "UniformOutput", false);
  else
    __nd_call__ (name, varargin{:});
  endif

endfunction
