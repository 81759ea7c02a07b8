## The array that is being indexed or assigned to is changed or cleared
## meanwhile.
global g = nd_array (magic (4));
function value = shrink ()
  global g
  g(2:end,:) = [];
  value = 3;
endfunction
function value = rebind ()
  global g
  g = 1;
  value = 2;
endfunction
for statement = {"g(shrink ()) = shrink ();", "x = g(rebind ()) + g(1);", ...
                 "g(1) = rebind ();", "x = [g, g(:,shrink ())];", ...
                 "for k = g, g(1) = 5; clear g, global g, endfor", ...
                 "g(end) = g(end) + shrink ();"}
  global g
  g = nd_array (magic (4));
  raises (statement{1});
endfor
disp ("fine")
