## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_ones ()
## @deftypefnx {} {@var{a} =} nd_ones (@var{n})
## @deftypefnx {} {@var{a} =} nd_ones (@var{m}, @var{n}, @dots{})
## @deftypefnx {} {@var{a} =} nd_ones ([@var{m}, @var{n}, @dots{}])
## @deftypefnx {} {@var{a} =} nd_ones (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_ones (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_ones (@dots{}, "device", @var{device})
## Make an nd array of ones.
##
## Size, options and errors are those of @code{nd_zeros}.
##
## @example
## @group
## full (nd_ones (1, 3, "int8"))
##   @result{} ans =
##       1  1  1
## @end group
## @end example
## @seealso{nd_zeros, nd_full}
## @end deftypefn

function a = nd_ones (varargin)

  a = __nd_create__ ("ones", varargin{:});

endfunction

%!test
%! assert (full (nd_ones (2, 3, "uint8")), ones (2, 3, "uint8"));
%! assert (gather (nd_ones (3, "device", "sim")), ones (3));
%! assert (full (nd_ones (0, 3)), ones (0, 3));

%!error <neither a class nor an option> nd_ones (2, "unit8")
