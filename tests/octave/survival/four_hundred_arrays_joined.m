## [c{:}] takes at most five times as long as with ordinary matrices.
m = rand (100, 1);
c = repmat ({m}, 1, 400);
d = cellfun (@nd_array, c, "UniformOutput", false);
assert (full ([d{:}]), [c{:}]);
ours = theirs = Inf;
for k = 1:20
  clock = tic;
  x = [d{:}];
  ours = min (ours, toc (clock));
  clock = tic;
  y = [c{:}];
  theirs = min (theirs, toc (clock));
endfor
printf ("%.3f ms, matrices %.3f ms\n", ours * 1e3, theirs * 1e3);
assert (ours < 5 * max (theirs, 2e-4));
disp ("fine")
