## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{zi} =} interp2 (@var{x}, @var{y}, @var{z}, @var{xi}, @
## @var{yi})
## @deftypefnx {} {@var{zi} =} interp2 (@var{z}, @var{xi}, @var{yi})
## @deftypefnx {} {@var{zi} =} interp2 (@var{z}, @var{n})
## @deftypefnx {} {@var{zi} =} interp2 (@dots{}, @var{method}, @var{extrap})
## Interpolate nd arrays in two dimensions, as Octave's @code{interp2} does.
##
## On a device @var{method} is @qcode{"linear"} or @qcode{"nearest"}.
## @seealso{interp1}
## @end deftypefn

function zi = interp2 (varargin)

  count = find ([cellfun(@ischar, varargin), true], 1) - 1;
  data = varargin(1:count);
  method = [varargin(count+1:end), {"linear"}]{1};
  if (! (any (cellfun (@is_on_device, data)) && all_numbers (data)
         && any (count == [1, 2, 3, 5])
         && any (strcmp (method, {"linear", "nearest"}))))
    zi = __nd_octave__ ("interp2", varargin{:});
    return;
  endif

  if (count < 5)
    ## The places that Octave takes are made where the arrays are.
    z = data{1};
    ramp = @(n) nd_colon (1, n, "device", device_of (data{:}));
    fine = [data(2:end), {1}]{1};
    if (count < 3 && is_dim (fine + 1))
      p = 2 ^ fine;
      within = @(n) ramp (p * n - p + 1) ./ p + (1 - 1 / p);
      data = {z, within(columns (z)), within(rows (z)).'};
    endif
    if (ndims (z) == 2 && numel (data) == 3)
      data = [{ramp(columns (z)), ramp(rows (z)).'}, data];
    endif
  endif
  if (numel (data) == 5)
    check_together ("interp2", [{"X", "Y", "Z", "XI", "YI"}; data]{:});
  endif
  zi = builtin ("interp2", data{:}, varargin{count+1:end});

endfunction
