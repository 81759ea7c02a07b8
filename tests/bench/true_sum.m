## s = true_sum (X): the sum of all elements with the precision of twice as many
## digits (Knuth's TwoSum along a tree).
function s = true_sum (x)
  x = double (x(:));
  missing = 0;
  while (numel (x) > 1)
    if (mod (numel (x), 2))
      x(end+1) = 0;
    endif
    [p, q] = deal (x(1:2:end), x(2:2:end));
    x = p + q;
    part = x - p;
    missing += sum ((p - (x - part)) + (q - part));
  endwhile
  s = x + missing;
endfunction
