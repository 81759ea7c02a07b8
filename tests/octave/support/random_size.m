## dims = random_size (): scalars, rows, columns, empty, N-d, and ordinary ones.
function dims = random_size ()
  switch (pick ("mmmmmrcsse3344"))
    case "m"  dims = randi (5, 1, 2);
    case "r"  dims = [1, randi(6)];
    case "c"  dims = [randi(6), 1];
    case "s"  dims = [1, 1];
    case "e"  dims = pick ({[0 0], [0 3], [3 0], [1 0], [0 1], [2 0 3]});
    case "3"  dims = randi (4, 1, 3);
    case "4"  dims = randi (3, 1, 4);
  endswitch
  while (numel (dims) > 2 && dims(end) == 1)
    dims(end) = [];
  endwhile
endfunction
