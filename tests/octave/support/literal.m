## text = literal (VALUE): an expression whose value is VALUE, bit for bit.
function text = literal (value)
  dims = size (value);
  if (isempty (value))
    text = empty_literal (value, dims);
    return;
  endif
  flat = value;
  if (numel (dims) > 2)
    flat = value(:).';
  endif
  if (iscomplex (flat))
    text = sprintf ("complex (%s, %s)", real_literal (real (flat)), ...
                    real_literal (imag (flat)));
  else
    text = real_literal (flat);
  endif
  if (numel (dims) > 2)
    text = sprintf ("reshape (%s, %s)", text, mat2str (dims));
  endif
endfunction

function text = empty_literal (value, dims)
  if (islogical (value))
    text = sprintf ("false (%s)", mat2str (dims));
  else
    text = sprintf ("zeros (%s, \"%s\")", mat2str (dims), class (value));
  endif
  if (iscomplex (value))
    text = sprintf ("complex (%s)", text);
  endif
endfunction

function text = real_literal (value)
  name = class (value);
  if (isfloat (value))
    text = bracket (value, "%.17g");
  elseif (isinteger (value) && any (abs (double (value(:))) >= 2 ^ 53))
    words = typecast (value(:), "uint64");
    text = bracket (reshape (words, size (value)), "0x%016x");
    if (strcmp (name, "int64"))
      text = sprintf ("reshape (typecast (%s(:), \"int64\"), %s)", ...
                      ["[" text "]"], mat2str (size (value)));
    endif
    return;
  else
    text = bracket (value, "%d");
  endif
  if (! strcmp (name, "double"))
    text = sprintf ("%s (%s)", name, text);
  endif
endfunction

function text = bracket (value, format)
  if (isscalar (value))
    text = number (value, format);
    return;
  endif
  parts = cell (1, rows (value));
  for k = 1:rows (value)
    parts{k} = strjoin (arrayfun (@(v) number (v, format), value(k,:), ...
                                  "UniformOutput", false), " ");
  endfor
  text = ["[" strjoin(parts, "; ") "]"];
endfunction

function text = number (v, format)
  text = sprintf (format, v);
  if (isfloat (v) && v == 0 && signbit (v))
    text = "-0";
  endif
endfunction

%!test
%! for value = {5, -0, [1 NaN; -Inf -0], int64([1; 9007199254740993]), ...
%!              intmin("int64"), intmax("uint64"), complex(1, -0), true, ...
%!              zeros(0, 3, "int8"), single(pi), reshape(1:8, 2, 2, 2)}
%!   assert (same_value (value{1}, eval (literal (value{1}))));
%! endfor
