## s = true_sum (X)
## s = true_sum (X, DIM): the sum of all elements, or along a dimension of a matrix,
## with the precision of twice as many digits (Knuth's TwoSum along a tree).
function s = true_sum (x, dim = 1)
  if (nargin == 1)
    x = x(:);
  endif
  x = double (x);
  if (dim == 2)
    x = x.';
  endif
  missing = 0;
  while (rows (x) > 1)
    if (mod (rows (x), 2))
      x(end+1,:) = 0;
    endif
    [p, q] = deal (x(1:2:end,:), x(2:2:end,:));
    x = p + q;
    part = x - p;
    missing += sum ((p - (x - part)) + (q - part), 1);
  endwhile
  s = x + missing;
  if (dim == 2)
    s = s.';
  endif
endfunction
