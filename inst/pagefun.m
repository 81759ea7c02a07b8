## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn {} {[@var{b1}, @var{b2}, @dots{}] =} pagefun (@var{f}, @var{a1}, @
## @var{a2}, @dots{})
## Call a function of matrices for each page of arrays.
##
## The pages of @var{a1} are @code{@var{a1}(:,:,@var{k})}; further dimensions
## are more pages.  @var{f} is a function handle or a function's name, such as
## @code{@@mtimes}, @code{@@mldivide}, @code{@@transpose} or @code{@@inv}, and
## is called with page @var{k} of every array.  An array with one page in a
## dimension goes with all pages of the others.  All results must have the same
## size; they become the pages of @var{b1}, on the device of the arrays.
##
## Products (@code{@@mtimes}) and transposes of all pages are made at once;
## other functions are called for one page after the other.  Functions that go
## element by element need no @code{pagefun}: they work on all pages as they
## are.
##
## Pages that do not go with each other, or results of different sizes, raise
## @code{Octave:nonconformant-args}.  Where there are no pages, or @var{f} is
## no function, the error is @code{ndarray:invalid-argument}; the errors of
## @var{f} are raised as they are.
##
## @example
## @group
## a = nd_array (reshape (1:8, 2, 2, 2));
## b = pagefun (@@mtimes, a, [1; 1]);
## full (b(:,:,2))
##   @result{} ans =
##       12
##       14
## @end group
## @end example
## @seealso{pagemtimes, gpuArray, arrayfun, permute}
## @end deftypefn

function varargout = pagefun (f, varargin)

  if (nargin < 2)
    print_usage ();
  endif
  if (ischar (f))
    f = str2func (f);
  elseif (! is_function_handle (f))
    error ("ndarray:invalid-argument", ...
           "pagefun: F must be a function handle or a function's name, not a %s value", ...
           class (f));
  endif

  count = max (nargout, 1);
  if (count == 1 && has_version_for_pages (func2str (f), varargin))
    varargout{1} = all_pages_at_once (func2str (f), varargin);
    return;
  endif

  [places, dims] = page_places (varargin);
  if (isempty (places{1}))
    error ("ndarray:invalid-argument", ...
           "pagefun: there are no pages to call F for");
  endif
  results = cell (count, numel (places{1}));
  for k = 1:columns (results)
    pages = cellfun (@(a, place) a(:,:,place(k)), varargin, places, ...
                     "UniformOutput", false);
    [results{:,k}] = f (pages{:});
  endfor
  varargout = cell (1, count);
  for i = 1:count
    varargout{i} = join_pages (results(i,:), dims);
  endfor

endfunction

function tf = has_version_for_pages (name, arrays)
  tf = (numel (arrays) == 1 && any (strcmp (name, {"transpose", "ctranspose"}))
        || numel (arrays) == 2 && strcmp (name, "mtimes"));
endfunction

function b = all_pages_at_once (name, arrays)
  if (strcmp (name, "mtimes"))
    b = pagemtimes (arrays{:});
    return;
  endif
  b = permute (arrays{1}, [2, 1, 3:ndims(arrays{1})]);
  if (strcmp (name, "ctranspose"))
    b = conj (b);
  endif
endfunction

## The sizes of all dimensions of pages, and for each array the page that goes
## with each of them.
function [places, dims] = page_places (arrays)
  depth = max (cellfun (@ndims, arrays)) - 2;
  sizes = cellfun (@(a) postpad (size (a)(3:end), depth, 1, 2), arrays, ...
                   "UniformOutput", false);
  all_sizes = vertcat (sizes{:});
  dims = max (all_sizes, [], 1);
  dims(any (all_sizes == 0, 1)) = 0;
  wrong = any (all_sizes != dims & all_sizes != 1, 1);
  if (any (wrong))
    error ("Octave:nonconformant-args", ...
           "pagefun: nonconformant arguments (they have %s pages in dimension %d)", ...
           size_text (all_sizes(:,find (wrong, 1))', ", "), find (wrong, 1) + 2);
  endif
  places = cell (size (arrays));
  for i = 1:numel (arrays)
    place = reshape (1:prod (sizes{i}), [sizes{i}, 1, 1]);
    places{i} = (place + zeros ([dims, 1, 1]))(:);
  endfor
endfunction

function text = size_text (sizes, between)
  text = strjoin (arrayfun (@num2str, sizes, "UniformOutput", false), between);
endfunction

function b = join_pages (pages, dims)
  shape = size (pages{1});
  for k = 2:numel (pages)
    if (! size_equal (pages{1}, pages{k}))
      error ("Octave:nonconformant-args", ...
             "pagefun: F gives results of different sizes, %s and %s", ...
             size_text (shape, "x"), size_text (size (pages{k}), "x"));
    endif
  endfor
  b = reshape (cat (3, pages{:}), [shape(1:2), dims]);
endfunction

%!test # products, with one matrix for all pages, on every device and without
%! a = reshape (magic (6)(1:24), 2, 3, 4);
%! m = [1, 2; 3, 4; 5, 6];
%! expected = zeros (2, 2, 4);
%! for k = 1:4
%!   expected(:,:,k) = a(:,:,k) * m;
%! endfor
%! assert (pagefun (@mtimes, a, m), expected);
%! assert (full (pagefun (@mtimes, nd_array (a), m)), expected);
%! t = pagefun ("mtimes", gpu_tensor (a, "sim"), gpu_tensor (m, "sim"));
%! assert (t.device, "sim:0");
%! assert (gather (t), expected);
%!test # equations, and more dimensions of pages that go with each other
%! a = reshape (magic (4) + 10 * eye (4), 4, 4);
%! a = cat (3, a, 2 * a, a');
%! b = reshape (1:4*2*3*2, 4, 2, 3, 2);
%! x = gather (pagefun (@mldivide, gpu_tensor (a, "sim"), ...
%!                      gpu_tensor (b, "sim")));
%! assert (size (x), [4, 2, 3, 2]);
%! for k = 1:3
%!   for l = 1:2
%!     assert (a(:,:,k) * x(:,:,k,l), b(:,:,k,l), 1e-12);
%!   endfor
%! endfor
%!test # transposes
%! a = complex (reshape (1:12, 2, 3, 2), 1);
%! for f = {@transpose, @ctranspose}
%!   b = full (pagefun (f{1}, nd_array (a)));
%!   c = full (feval (["page", func2str(f{1})], nd_array (a)));
%!   for k = 1:2
%!     assert (b(:,:,k), f{1}(a(:,:,k)));
%!   endfor
%!   assert (c, b);
%! endfor
%!test # several results, scalars
%! a = reshape (1:18, 3, 3, 2);
%! [q, r] = pagefun (@qr, nd_array (a));
%! assert (full (pagefun (@mtimes, q, r)), a, 1e-12);
%! assert (full (pagefun (@trace, nd_array (a))), cat (3, 15, 42));

%!error <Invalid call to pagefun> pagefun (@inv)
%!error <pagefun: F must be a function handle or a function's name, not a double value>
%! pagefun (1, 2)
%!error <nonconformant arguments \(they have 2, 3 pages in dimension 3\)>
%! pagefun (@mldivide, ones (2, 2, 2), ones (2, 2, 3))
%!error <results of different sizes, 1x1 and 2x1>
%! pagefun (@(a) find (a), cat (3, [1; 0], [1; 1]))
%!error <there are no pages> pagefun (@inv, zeros (2, 2, 0))
