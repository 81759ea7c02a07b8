## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_zeros ()
## @deftypefnx {} {@var{a} =} nd_zeros (@var{n})
## @deftypefnx {} {@var{a} =} nd_zeros (@var{m}, @var{n}, @dots{})
## @deftypefnx {} {@var{a} =} nd_zeros ([@var{m}, @var{n}, @dots{}])
## @deftypefnx {} {@var{a} =} nd_zeros (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_zeros (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_zeros (@dots{}, "device", @var{device})
## Make an nd array of zeros.
##
## The size is given as for Octave's @code{zeros}.  The array is made on its
## device: nothing is moved there.
##
## @table @asis
## @item @var{class}
## The class of the elements, such as @qcode{"single"}, also written
## @qcode{"dtype"}, @var{class}; without it, @code{double}.
## @item @qcode{"like"}, @var{model}
## Class and device of the array @var{model}; where it is complex, so is
## @var{a}.  A class or a device that is also given wins.
## @item @qcode{"device"}, @var{device}
## The name of a device, such as @qcode{"cuda"} or @qcode{"sim:1"}; without it,
## the CPU.
## @end table
##
## A word that is neither a class nor an option raises
## @code{ndarray:invalid-argument}, a device that nobody knows
## @code{ndarray:bad-device}, one that is not there @code{ndarray:no-device},
## and sizes that lie on a device @code{ndarray:device-to-host}.
##
## @example
## @group
## T = nd_zeros (2, 3, "single", "device", "sim");
## T.device, T.shape, class (T)
##   @result{} ans = sim:0
##   @result{} ans =
##         2   3
##   @result{} ans = single
## @end group
## @end example
## @seealso{nd_ones, nd_full, nd_eye, nd_rand, nd_linspace, nd_array}
## @end deftypefn

function a = nd_zeros (varargin)

  a = __nd_create__ ("zeros", varargin{:});

endfunction

%!test # sizes as zeros takes them
%! assert (full (nd_zeros ()), 0);
%! assert (full (nd_zeros (2)), zeros (2));
%! assert (full (nd_zeros (2, 3, 2)), zeros (2, 3, 2));
%! assert (full (nd_zeros ([2, 3, 0])), zeros ([2, 3, 0]));
%! assert (full (nd_zeros (-1, 2)), zeros (-1, 2));
%! assert (full (nd_zeros (2, 3, 1, 1)), zeros (2, 3));
%!test # class and device, from options or a model
%! model = gpu_tensor (int8 ([1, 2]), "sim:1");
%! a = nd_zeros (2, "like", model);
%! assert ({a.device, class(a)}, {"sim:1", "int8"});
%! a = nd_zeros (2, "like", model, "single", "device", "cpu");
%! assert ({a.device, class(a)}, {"cpu", "single"});
%! assert (iscomplex (nd_zeros (2, "like", 1i)));
%! assert (class (nd_zeros (2, "like", true)), "logical");
%!test # nothing is moved to the device
%! before = nd_memory ("sim").uploads;
%! a = nd_zeros (100, "device", "sim");
%! assert (nd_memory ("sim").uploads, before);
%! assert (gather (a), zeros (100));

%!error <"doubel" is neither a class nor an option> nd_zeros (2, "doubel")
%!error <option "like" needs a value> nd_zeros (2, "like")
%!error <unknown device "gpu"> nd_zeros (2, "device", "gpu")
%!error <conversion of 1.5 to int64_t value failed> nd_zeros (1.5, 2)
