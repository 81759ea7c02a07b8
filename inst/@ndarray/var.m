## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{v} =} var (@var{x})
## @deftypefnx {} {@var{v} =} var (@var{x}, @var{w}, @var{dim})
## @deftypefnx {} {@var{v} =} var (@var{x}, @var{w}, @var{vecdim})
## @deftypefnx {} {@var{v} =} var (@var{x}, @var{w}, "all")
## Return the variance of an nd array along dimensions, as Octave's @code{var}
## does: in one pass, where @var{w} is 0 or 1.
## @seealso{std, mean}
## @end deftypefn

function varargout = var (x, w = 0, dims = [], varargin)

  is_case = (isndarray (x) && ! isempty (x) && nargout < 2 && nargin < 4
             && (isequal (w, 0) || isequal (w, 1)));
  if (is_case)
    [places, is_case] = parse_dims (x, dims);
  endif
  if (is_case)
    varargout{1} = __nd_call__ ("__nd_variance__", x, isequal (w, 1), places);
  else
    [varargout{1:max (nargout, 1)}] = builtin ("var", x, w, dims, varargin{:});
    if (isndarray (x) && ! isndarray (varargout{1})
        && ! (strcmp (x.device, "cpu") && isscalar (varargout{1})))
      varargout{1} = gpu_tensor (varargout{1}, x.device);
    endif
  endif

endfunction

function [places, is_case] = parse_dims (x, dims)
  if (ischar (dims))
    is_case = strcmpi (dims, "all");
    places = 1:ndims (x);
  elseif (isempty (dims))
    is_case = true;
    places = first_dim (x);
  else
    is_case = (isnumeric (dims) && isvector (dims) && all (dims >= 1)
               && all (dims == fix (dims))
               && numel (unique (dims)) == numel (dims));
    places = dims;
  endif
endfunction
