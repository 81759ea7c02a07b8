## value = random_array (CLASS, DIMS): random elements with a share of those
## that break things: NaN, Inf, -0, the limits of the class, beyond 2^53.  CLASS
## may be "complex" or "csingle".
function value = random_array (name, dims)
  if (any (strcmp (name, {"complex", "csingle"})))
    part = merge (strcmp (name, "complex"), "double", "single");
    value = complex (random_array (part, dims), random_array (part, dims));
    if (isempty (value))
      value = real (value);    # Octave does not keep an empty matrix complex
    elseif (! any (imag (value)(:)))
      value(1) = cast (complex (1, 2), part);
    endif
    return;
  endif
  style = pick ({"small", "small", "fractions", "special"});
  switch (style)
    case "small"      numbers = randi ([-4, 9], dims);
    case "fractions"  numbers = randi ([-40, 90], dims) / 8;
    case "special"    numbers = randi ([-4, 9], dims);
  endswitch
  if (strcmp (name, "logical"))
    value = numbers > 2;
  else
    value = cast (numbers, name);
  endif
  if (strcmp (style, "special") && ! isempty (value))
    special = special_values (name);
    where = rand (dims) < 0.4;
    value(where) = special(randi (numel (special), [nnz(where), 1]));
  endif
endfunction

function special = special_values (name)
  if (any (strcmp (name, {"double", "single"})))
    special = cast ([NaN, Inf, -Inf, -0, realmax(name), realmin(name), ...
                     2 ^ 53 + 2, 1e10, 0.1, -0.5, 2.5], name);
  elseif (strcmp (name, "logical"))
    special = [true, false];
  else
    special = [intmax(name), intmin(name), intmax(name) - 1, ...
               idivide(intmax (name), cast (2, name)) + 1];
  endif
endfunction
