## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_linspace (@var{base}, @var{limit})
## @deftypefnx {} {@var{a} =} nd_linspace (@var{base}, @var{limit}, @var{n})
## @deftypefnx {} {@var{a} =} nd_linspace (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_linspace (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_linspace (@dots{}, "device", @var{device})
## Make a row of @var{n} (100) evenly spaced numbers from @var{base} to
## @var{limit}.
##
## The values are those of Octave's @code{linspace}, which also says what
## columns of bases and limits give and what class the result has.  Options and
## errors are those of @code{nd_zeros}.  Columns of different lengths raise
## @code{Octave:nonconformant-args}, rows and matrices
## @code{ndarray:invalid-argument}.
##
## @example
## @group
## full (nd_linspace (0, 1, 5))
##   @result{} ans =
##           0   0.2500   0.5000   0.7500   1.0000
## @end group
## @end example
## @seealso{nd_colon, nd_zeros}
## @end deftypefn

function a = nd_linspace (varargin)

  a = __nd_create__ ("linspace", varargin{:});

endfunction

%!test # the same bits as Octave's
%! for n = [1:10, 1001, 40000]
%!   assert (full (nd_linspace (0.1, 7.3, n)), linspace (0.1, 7.3, n), 0);
%!   assert (full (nd_linspace (-3.3, 3.3, n)), linspace (-3.3, 3.3, n), 0);
%! endfor
%! assert (full (nd_linspace (single (1), 2, 7)), ...
%!         linspace (single (1), 2, 7), 0);
%! assert (full (nd_linspace (1i, 2, 6)), linspace (1i, 2, 6), 0);
%! assert (full (nd_linspace ([1; 2], [5; 7], 4)), ...
%!         linspace ([1; 2], [5; 7], 4));
%! assert (full (nd_linspace (1, 2, 0)), linspace (1, 2, 0));
%! assert (full (nd_linspace (-Inf, Inf, 5)), linspace (-Inf, Inf, 5));
%! z = complex (Inf, -1);
%! assert (full (nd_linspace (z, -z, 3)), linspace (z, -z, 3));
%! assert (size (nd_linspace (1, 2)), [1, 100]);
%!test # made on its device
%! before = nd_memory ("sim").uploads;
%! a = nd_linspace (0, 1, 50, "device", "sim");
%! assert (nd_memory ("sim").uploads, before);
%! assert (gather (a), linspace (0, 1, 50), 0);

%!error <expects a base, a limit> nd_linspace (1)
%!error <scalars or column vectors> nd_linspace ([1, 2], 3, 4)
%!error id=Octave:nonconformant-args nd_linspace ([1; 2], [1; 2; 3], 4)
%!error <out of memory or dimension too large> nd_linspace (1, 2, Inf)
%!error <out of memory or dimension too large> nd_linspace (1, 2, 1e19)
