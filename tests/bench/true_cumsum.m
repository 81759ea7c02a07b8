## s = true_cumsum (X): the cumulative sums of a column with the precision of twice
## as many digits: those of rows of a matrix, and of what each row starts with.
function s = true_cumsum (x)
  width = ceil (sqrt (numel (x)));
  m = zeros (width);
  m(1:numel (x)) = double (x);
  [high, low] = scan (m);
  [first, first_low] = scan (high(end,:).');
  first_low += cumsum (low(end,:).');
  [first, first_low] = deal ([0; first(1:end-1)].', [0; first_low(1:end-1)].');
  s = first + high;
  part = s - first;
  s += (first - (s - part)) + (high - part) + low + first_low;
  s = s(1:numel (x))(:);
endfunction

## Down the columns: sums, and what they miss.
function [s, missing] = scan (m)
  [s, missing] = deal (m, zeros (size (m)));
  for k = 2:rows (m)
    [p, q] = deal (s(k-1,:), m(k,:));
    s(k,:) = p + q;
    part = s(k,:) - p;
    missing(k,:) = missing(k-1,:) + (p - (s(k,:) - part)) + (q - part);
  endfor
endfunction
