## u = spread (COUNT, MULTIPLIER): a column of numbers in [0, 1) without visible
## order, the same on every machine and, bit for bit, in peer.py.
function u = spread (count, multiplier)
  prime = 2 ^ 31 - 1;
  k = (0:count-1)';
  u = mod (mod (k .* k, prime) * multiplier, prime) / prime;
endfunction
