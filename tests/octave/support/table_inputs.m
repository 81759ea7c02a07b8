## [x, y, z] = table_inputs (TEXT, VARIANT): the ordinary matrices for one
## evaluation of a row.  TEXT assigns x, y and z in double; VARIANT is a class
## or one of empty, nd, special, row, column, scalar, complex, csingle.
function [x, y, z] = table_inputs (text, variant)
  x = y = z = 0;
  eval (text);
  [x, y, z] = deal (vary (x, variant), vary (y, variant), vary (z, variant));
endfunction

function v = vary (v, variant)
  switch (variant)
    case "empty"    v = zeros (0, columns (v));
    case "nd"       v = cat (3, v, 2 * v, v / 4);
    case "special"  v = with_special_values (v);
    case "row"      v = v(:).';
    case "column"   v = v(:);
    case "scalar"   v = v(1);
    case "complex"  v = complex (v, reshape (v(end:-1:1), size (v)) - 2);
    case "csingle"  v = single (vary (v, "complex"));
    case "logical"  v = v > mean (v(:));
    otherwise       v = cast (v, variant);
  endswitch
endfunction

function v = with_special_values (v)
  special = [NaN, Inf, -0, -Inf];
  count = min (numel (v) - 1, numel (special));
  v(1:count) = special(1:count);
endfunction
