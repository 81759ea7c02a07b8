## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_colon (@var{base}, @var{limit})
## @deftypefnx {} {@var{a} =} nd_colon (@var{base}, @var{increment}, @
## @var{limit})
## @deftypefnx {} {@var{a} =} nd_colon (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_colon (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_colon (@dots{}, "device", @var{device})
## Make the row @code{@var{base}:@var{increment}:@var{limit}}.
##
## Number and values of the elements and their class are those of Octave's
## range.  Options and errors are those of @code{nd_zeros}.
##
## @example
## @group
## full (nd_colon (10, -4, 0))
##   @result{} ans =
##      10    6    2
## @end group
## @end example
## @seealso{nd_linspace, nd_zeros, colon}
## @end deftypefn

function a = nd_colon (varargin)

  a = __nd_create__ ("colon", varargin{:});

endfunction

%!test # the same bits as Octave's
%! assert (full (nd_colon (1, 5)), 1:5);
%! assert (full (nd_colon (0, 0.1, 1)), 0:0.1:1, 0);
%! assert (full (nd_colon (0, 1e-3, 77)), 0:1e-3:77, 0);
%! assert (full (nd_colon (single (0), 0.1, 1)), single (0):0.1:1, eps ("single"));
%! assert (full (nd_colon (int8 (100), 9, 127)), int8 (100):9:127);
%! assert (full (nd_colon (uint8 (9), -2, 1)), uint8 (9):-2:1);
%! assert (size (nd_colon (5, 1)), [1, 0]);
%! assert (full (nd_colon (1, 3, "single")), single (1:3));
%!test
%! a = nd_colon (1, 1000, "device", "sim");
%! assert (gather (a), 1:1000);

%!error <expects a base> nd_colon (1)
%!error <Use to_cpu> nd_colon (1, gpu_tensor (5, "sim"))
%!error id=ndarray:device-to-host nd_linspace (gpu_tensor (1, "sim"), 5, 3)
%!test # integers that doubles do not hold
%! for a = {intmax("uint64") - 5, bitshift(int64 (1), 53) + 1, intmin("int64")}
%!   b = a{1} + 3;
%!   assert (isequal (full (nd_colon (a{1}, b)), a{1}:b));
%!   assert (isequal (full (nd_colon (b, -1, a{1})), b:-1:a{1}));
%!   assert (isequal (gather (nd_colon (a{1}, b, "device", "sim")), a{1}:b));
%! endfor
%! a = intmax ("uint64") - 5;
%! assert (isequal (full (nd_colon (a, intmax ("uint64"))), a:intmax ("uint64")));
