## e = random_expression (OPERANDS, DEPTH, DIMS, IS_COMPLEX, DEVICE)
##
## A random expression over OPERANDS, a struct array with the fields
##   text    a variable
##   value   what it holds, an ordinary matrix
##   slack   by how much its elements may be off (0: not by a bit)
## The result E, one such struct, has a size that broadcasts to DIMS.
## IS_COMPLEX: only operations that keep complex numbers complex, because
## Octave's own lose zero imaginary parts on the way.
##
## The slack follows the result through the expression.  Elementary functions
## may differ by an ulp, so that a chain of them differs more; what jumps
## (comparisons, rounding, conversion to integers) is only applied where nothing
## differs.
function e = random_expression (operands, depth, dims, is_complex, device)
  if (depth == 0 || rand () < 0.1)
    e = leaf (operands, dims);
    return;
  endif
  row = pick (operations (is_complex));
  for k = 1:row.operands
    parts(k) = random_expression (operands, depth - 1, dims, is_complex, ...
                                  device);
  endfor
  e = apply (row, parts);
endfunction

## ---- what can be done
## --------------------------------------------------------

## Rows: a text with $1, $2, $3 for the operands, and how the slack grows:
##   jumps   operands must be right to the bit; then so is the result
##   keeps   the slack of the operands remains
##   adds    that of the operands in sum, and rounding where there is any
##   times   a product
##   smooth  a function whose slope is at most 1, off by an ulp itself
##   near    operands must be right to the bit; off by some ulps itself
function row = operations (is_complex)
  persistent real_rows = read_rows ({"$1 + $2", "adds"; "$1 - $2", "adds"; ...
    "$1 .* $2", "times"; "$1 .* $2", "times"; "$1 ./ $2", "jumps"; ...
    "$1 .\\ $2", "jumps"; "$1 .^ 2", "times"; "$1 .^ $2", "near"; ...
    "$1 < $2", "jumps"; "$1 <= $2", "jumps"; "$1 == $2", "jumps"; ...
    "$1 ~= $2", "jumps"; "$1 > $2", "jumps"; "$1 >= $2", "jumps"; ...
    "$1 & $2", "jumps"; "$1 | $2", "jumps"; "xor ($1, $2)", "jumps"; ...
    "! $1", "jumps"; "-$1", "keeps"; "$1 * 3", "times"; "$1 / 4", "jumps"; ...
    "8 \\ $1", "jumps"; "$1' - $2'", "turned"; "mtimes ($1, $2')", "sum"; ...
    "max ($1, $2)", "adds"; "min ($1, $2)", "adds"; "rem ($1, $2)", "floats"; ...
    "mod ($1, $2)", "floats"; "atan2 ($1, $2)", "near"; "hypot ($1, $2)", "near"; ...
    "merge ($1 > 0, $2, $3)", "jumps"; "abs ($1)", "keeps"; "sign ($1)", "jumps"; ...
    "floor ($1)", "jumps"; "ceil ($1)", "jumps"; "round ($1)", "jumps"; ...
    "fix ($1)", "jumps"; "isnan ($1)", "jumps"; "isinf ($1)", "jumps"; ...
    "isfinite ($1)", "jumps"; "exp ($1 ./ 64)", "near"; "sin ($1)", "smooth"; ...
    "cos ($1)", "smooth"; "tanh ($1)", "smooth"; "atan ($1)", "smooth"; ...
    "sqrt (abs ($1))", "near"; "log (abs ($1) + 1)", "near"; "sqrt ($1)", "near"; ...
    "log1p ($1)", "near"; "expm1 (-abs ($1))", "near"; "cbrt ($1)", "near"; ...
    "erf ($1)", "near"; "double ($1)", "keeps"; "single ($1)", "jumps"; ...
    "int8 ($1)", "jumps"; "uint16 ($1)", "jumps"; "int32 ($1)", "jumps"; ...
    "int64 ($1)", "jumps"; "uint8 ($1)", "jumps"; "logical ($1)", "jumps"; ...
    "real ($1)", "keeps"; "abs (imag ($1))", "keeps"; ...
    "$1.' + $2.'", "turned"; "$1 - sum ($2(:))", "sum"; ...
    "$1 + max ($2(:))", "jumps"; "cumsum ($1, 1)", "sum"; "$1 .* sum ($2, 1)", "sum"; ...
    "sort ($1, 1)", "jumps"; "sort ($1, 'descend')", "jumps"; ...
    "cummax ($1, 1)", "jumps"; "cummin ($1, 2)", "jumps"; ...
    "flip ($1, 1)", "keeps"; "circshift ($1, 1)", "keeps"; ...
    "tril ($1)", "keeps"; "triu ($1, -1)", "keeps"; "any ($1, 1)", "jumps"; ...
    "all ($1, 2)", "jumps"; "median ($1, 1)", "jumps"; "mode ($1, 1)", "jumps"; ...
    "$1 + nnz ($2)", "jumps"; "$1 + numel (find ($2))", "jumps"; ...
    "numel (unique ($1)) + $2", "jumps"; "$1 .* sumsq ($2, 1)", "sum"; ...
    "$1 + dot ($2, $2, 1)", "sum"; "$1 + var ($2, 1, 1)", "sum"; ...
    "lookup (sort (min (double ($1)(:), Inf)), double ($2))", "jumps"; ...
    "conv2 ($1, $2, 'same')", "sum"; "$1 + norm ($2(:), 1)", "sum"; ...
    "$1 - mean ($2(:))", "sum"; "bitand (uint8 ($1), uint8 ($2))", "jumps"; ...
    "reshape ($1(:), size ($1))", "keeps"; "$1 + var ($2(:)')", "sum"; ...
    "$1 - reshape (-reshape ($2, 1, []), size ($2))", "adds"; ...
    "reshape (abs ($1(:,:)), size ($1))", "keeps"; "$1 + norm ($2(:), Inf)", "jumps"; ...
    "$1 | all ($2(:))", "jumps"; "squeeze (reshape ($1, [1, size($1)]))", "keeps"});
  persistent complex_rows = read_rows ({"$1 + $2", "adds"; "$1 - $2", "adds"; ...
    "$1 .* $2", "product"; "-$1", "keeps"; "conj ($1)", "keeps"; ...
    "$1' + $2'", "turned"; "$1.' - $2", "adds"; ...
    "$1 + 1", "adds"; "2 .* $1", "adds"; "reshape ($1(:).', size ($1))", "keeps"; ...
    "$1 - reshape (-$2(:), size ($2))", "adds"});
  row = merge (is_complex, complex_rows, real_rows);
endfunction

function found = read_rows (table)
  found = cell2struct (table, {"text", "rule"}, 2).';
  for k = 1:numel (found)
    found(k).operands = max (cellfun (@(t) t - "0", ...
                        regexp (found(k).text, '\$(\d)', "tokens", "once")));
    for n = 2:3
      if (index (found(k).text, sprintf ("$%d", n)))
        found(k).operands = n;
      endif
    endfor
  endfor
endfunction

## ---- operands
## ----------------------------------------------------------------

## An operand that broadcasts to DIMS, or a part of it that does, or a number.
function e = leaf (operands, dims)
  choices = operands(arrayfun (@(o) fits (size (o.value), dims), operands));
  if (isempty (choices) || rand () < 0.15)
    e.value = pick ([-2 -1 0 0.5 1 2 3 100]);
    e.text = sprintf ("%g", e.value);
    e.slack = 0;
    if (e.value < 0)
      e.text = ["(" e.text ")"];
    endif
    return;
  endif
  e = pick (choices);
  if (rand () < 0.15)
    [value, text] = part_of (e, dims);
    if (fits (size (value), dims) && numel (value) > 1)
      [e.value, e.text] = deal (value, text);
    endif
  endif
endfunction

function [value, text] = part_of (e, dims)
  change = pick ({"%s(end:-1:1,:)", "%s(1,:)", "%s(:,1)", "(%s.')", "%s(:,end:-1:1)", ...
                  "(-%s)"});
  value = text = [];
  if (ndims (e.value) == 2 && ! iscomplex (e.value))
    value = eval ([sprintf(change, "e.value") ";"]);
    text = sprintf (change, e.text);
  endif
endfunction

function yes = fits (dims, wanted)
  n = max (numel (dims), numel (wanted));
  dims(end+1:n) = 1;
  wanted(end+1:n) = 1;
  yes = all (dims == wanted | dims == 1);
endfunction

## ---- applying
## ----------------------------------------------------------------

## The operation on its operands, or just the first of them where it cannot be.
function e = apply (row, parts)
  e = parts(1);
  slack = [parts.slack];
  values = {parts.value};
  float = cellfun (@isfloat, values);
  if (any (strcmp (row.rule, {"jumps", "near", "floats"})) && any (slack > 0)
      || any (slack > 0) && ! all (float)
      || any (strcmp (row.rule, {"floats", "sum"})) && ! all (float)
      || all (cellfun ("numel", values) == 1))
    return;
  endif
  try
    value = evaluate (row.text, values{:});
  catch
    return;    # errors are the business of random_operation
  end_try_catch
  if (iscomplex (value) && ! any (cellfun (@iscomplex, values)))
    return;
  endif
  largest = max ([abs(double (value(isfinite (value(:))))(:)); 0]);
  slack = slack_after (row.rule, values, slack, largest, class (value));
  if (slack > 0 && (largest > 1e8 || slack > 1e-4 || ...
                    any (! isfinite (value(:)))))
    return;
  endif
  text = regexprep (row.text, '\$(\d)', "\001$1");
  for k = 1:numel (parts)
    text = strrep (text, sprintf ("\001%d", k), parts(k).text);
  endfor
  e = struct ("text", ["(" text ")"], "value", value, "slack", slack);
endfunction

function evaluated = evaluate (text, evaluate_1, evaluate_2, evaluate_3)
  evaluated = eval ([strrep(text, "$", "evaluate_") ";"]);
endfunction

function slack = slack_after (rule, values, slack, largest, name)
  unit = 0;
  if (any (strcmp (name, {"double", "single"})))
    unit = eps (cast (max (largest, realmin), name));
  endif
  sizes = cellfun (@(v) max ([abs(double (v(isfinite (v(:))))(:)); 0]), values);
  was_exact = ! any (slack > 0);
  switch (rule)
    case "jumps"
      slack = 0;
    case "floats"
      slack = 4 * unit;    # signs of zero
    case "keeps"
      slack = max (slack);
    case {"adds", "turned"}
      slack = sum (slack) + ! was_exact * unit;
    case {"times", "product"}
      sizes(end+1:2) = sizes(1);
      slack(end+1:2) = slack(1);
      slack = sum (sizes([2 1]) .* slack) + prod (slack);
      slack += (! was_exact || strcmp (rule, "product")) * 4 * unit;
    case "smooth"
      slack = slack + 2 * unit;
    case "near"
      slack = 8 * unit;
    case "sum"
      count = max (cellfun ("numel", values));
      slack = count * (max (slack) * max ([1, sizes]) + 2 * unit ...
                       + 2 * eps (cast (max ([sizes, 1]), name)) * ...
                           max ([1, sizes]));
  endswitch
endfunction
