## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{seconds} =} nd_timeit (@var{f})
## @deftypefnx {} {@var{seconds} =} nd_timeit (@var{f}, @var{n})
## Measure how long a function takes, the work of devices included.
##
## @var{f} is a function handle that is called without arguments, and with
## @var{n} results where @var{n} is given.  It is called once to warm up
## (kernels are compiled then) and then again and again; what it computes on
## nd arrays is run, and waited for, although nobody reads it.  @var{seconds} is
## the median time of a call, without what measuring itself takes.
##
## A function that takes less than a few milliseconds is called many times
## between two looks at the clock, as a program would call it; only the last of
## these calls is waited for.  A measurement takes about half a second, or eight
## calls of a slow function.
##
## MATLAB's name for this is @code{gputimeit}.
##
## What is neither a function handle nor a number of results raises
## @code{ndarray:invalid-argument}; the errors of @var{f} are raised as they
## are.
##
## @example
## @group
## a = nd_array (rand (1000));
## seconds = nd_timeit (@@() exp (-a .^ 2));
## seconds > 0
##   @result{} ans = 1
## @end group
## @end example
## @seealso{nd_synchronize, nd_eager, tic, toc}
## @end deftypefn

function seconds = nd_timeit (f, n)

  if (nargin < 1 || nargin > 2)
    print_usage ();
  endif
  if (! is_function_handle (f))
    error ("ndarray:invalid-argument", ...
           "nd_timeit: F must be a function handle, such as @() exp (a), not a %s value", ...
           class (f));
  endif
  if (nargin < 2)
    call = @(count) call_without_results (f, count);
  elseif (isscalar (n) && isreal (n) && n >= 0 && n == fix (n))
    call = @(count) call_with_results (f, n, count);
  else
    error ("ndarray:invalid-argument", ...
           "nd_timeit: N must be the number of results to ask F for");
  endif

  call (1);
  count = calls_between_looks (call);
  empty = median_time (@(k) call_without_results (@() [], k), count, 0.05);
  seconds = max (median_time (call, count, 0.5) - empty, 0) / count;

endfunction

## As many calls as take about 5 ms.
function count = calls_between_looks (call)
  count = 1;
  while ((seconds = call (count)) < 2e-3 && count < 1e5)
    count = min (ceil (count * max (2, min (5e-3 / seconds, 100))), 1e5);
  endwhile
endfunction

## The median time of COUNT calls, from as many rounds as take about BUDGET
## seconds.
function seconds = median_time (call, count, budget)
  times = [];
  do
    times(end+1) = call (count);
  until ((sum (times) >= budget && numel (times) >= 8) || numel (times) >= 100)
  seconds = median (times);
endfunction

## The functions below return how many seconds COUNT calls took.  Results must
## be there while they are started: what nobody holds is never computed.

function seconds = call_without_results (f, count)
  nd_synchronize ();
  start = tic ();
  for k = 1:count
    f (); # the result is in `ans`
    nd_synchronize ("start");
  endfor
  nd_synchronize ();
  seconds = toc (start);
endfunction

function seconds = call_with_results (f, n, count)
  nd_synchronize ();
  start = tic ();
  for k = 1:count
    [results{1:n}] = f ();
    nd_synchronize ("start");
  endfor
  nd_synchronize ();
  seconds = toc (start);
endfunction

%!test # what is measured is roughly right
%! seconds = nd_timeit (@() pause (0.02));
%! assert (seconds >= 0.019 && seconds < 0.2);
%!test # deferred arithmetic is computed although nobody reads it
%! a = nd_array (rand (700));
%! one = nd_timeit (@() sin (a));
%! many = nd_timeit (@() sin (sin (sin (sin (sin (sin (sin (sin (a)))))))));
%! assert (one > 1e-5);
%! assert (many > one);
%!test # several results, also of functions that have none
%! assert (nd_timeit (@() max (nd_array (rand (10))), 2) > 0);
%! assert (nd_timeit (@() nd_synchronize (), 0) >= 0);
%! a = gpu_tensor (rand (10), "sim");
%! assert (nd_timeit (@() a + 1) > 0);

%!error <Invalid call to nd_timeit> nd_timeit ()
%!error <nd_timeit: F must be a function handle, such as @\(\) exp \(a\), not a double value>
%! nd_timeit (3)
%!error <nd_timeit: N must be the number of results> nd_timeit (@() 1, -1)
%!error <no good> nd_timeit (@() error ("no good"))
