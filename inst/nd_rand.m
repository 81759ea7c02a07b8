## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{a} =} nd_rand ()
## @deftypefnx {} {@var{a} =} nd_rand (@var{n})
## @deftypefnx {} {@var{a} =} nd_rand (@var{m}, @var{n}, @dots{})
## @deftypefnx {} {@var{a} =} nd_rand ([@var{m}, @var{n}, @dots{}])
## @deftypefnx {} {@var{a} =} nd_rand (@dots{}, @var{class})
## @deftypefnx {} {@var{a} =} nd_rand (@dots{}, "like", @var{model})
## @deftypefnx {} {@var{a} =} nd_rand (@dots{}, "device", @var{device})
## @deftypefnx {} {} nd_rand ("seed", @var{s})
## @deftypefnx {} {@var{v} =} nd_rand ("state")
## @deftypefnx {} {} nd_rand ("state", @var{v})
## @deftypefnx {} {} nd_rand ("state", "reset")
## Make an nd array of random numbers that are uniform between 0 and 1.
##
## Size, options and errors are those of @code{nd_zeros}; the class is double or
## single, and another one raises @code{ndarray:dtype}.
## Doubles have 53 random bits and singles 24.  Neither 0 nor 1 occurs.
##
## @code{nd_rand}, @code{nd_randn} and @code{nd_randi} take their numbers from
## one stream, which starts at a random place.  @code{nd_rand ("seed", @var{s})}
## starts it at a place that the number @var{s} decides.  From there the same
## calls make the same numbers, on every device, every processor and for any
## number of threads.  @code{@var{v} = nd_rand ("state")} is the place where the
## stream is now, and @code{nd_rand ("state", @var{v})} goes back to it;
## @qcode{"reset"} starts at a random place again.  A state that is not one or
## two real numbers raises @code{ndarray:invalid-argument}.
##
## The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, @cite{Parallel
## random numbers: as easy as 1, 2, 3}, 2011): a number is calculated from the
## seed and its place in the stream alone.  It is not meant for secrets.
##
## @example
## @group
## nd_rand ("seed", 42);
## a = nd_rand (1000, 1);
## nd_rand ("seed", 42);
## b = nd_rand (1000, 1, "device", "sim");
## isequal (a, to_cpu (b))
##   @result{} ans = 1
## @end group
## @end example
## @seealso{nd_randn, nd_randi, nd_zeros, rand}
## @end deftypefn

function varargout = nd_rand (varargin)

  [varargout{1:nargout}] = __nd_create__ ("rand", varargin{:});

endfunction

%!test # the same seed gives the same numbers, everywhere
%! old = nd_rand ("state");
%! unwind_protect
%!   nd_rand ("seed", 5);
%!   a = nd_rand (100, 7, "single", "device", "cpu");
%!   nd_rand ("seed", 5);
%!   b = nd_rand (100, 7, "single", "device", "sim");
%!   assert (gather (b), full (a));
%!   c = nd_rand (100, 7, "single", "device", "cpu");
%!   assert (any (full (c != a)(:)));
%! unwind_protect_cleanup
%!   nd_rand ("state", old);
%! end_unwind_protect
%!test # between 0 and 1, evenly
%! x = full (nd_rand (1e5, 1));
%! assert (all (x > 0 & x < 1));
%! assert (mean (x), 0.5, 0.01);
%! assert (histc (x, 0:0.1:1)(1:10), 1e4 * ones (10, 1), 600);
%!test # class and device follow a model
%! a = nd_rand (2, "like", gpu_tensor (single (1), "sim"));
%! assert ({class(a), a.device}, {"single", "sim:0"});

%!error <makes real numbers of class double or single, not int8> nd_rand (2, "int8")
%!error <not complex ones> nd_rand (2, "like", 1i)
%!error <^nd_rand: the state is one number> nd_rand ("seed", [1, 2, 3])
%!error <^nd_randn: the state is one number> nd_randn ("state", "a")
%!error id=ndarray:dtype nd_rand (2, "int8")
