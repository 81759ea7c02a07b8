## Writes operator_cases.inc: what Octave answers to operators and functions of two operands on elements
## at the edges of their classes, one row each: operator, operands, result or message.
##
##     octave-cli --no-history --norc operator_cases.m > operator_cases.inc

1;

function text = number (x)
  if (isinteger (x) || islogical (x))
    text = strtrim (disp (x)); # exact, which "%d" is not
  elseif (isnan (x))
    text = "NaN";
  elseif (x == 0 && 1 / x < 0)
    text = "-0";
  else
    digits = 1;
    do
      text = sprintf ("%.*g", digits++, x);
    until (isinf (x) || feval (class (x), str2double (text)) == x)
  endif
endfunction

function text = described (x)
  text = number (real (x));
  if (iscomplex (x))
    sign = "+";
    if (imag (x) < 0 || (imag (x) == 0 && 1 / imag (x) < 0))
      sign = "";
    endif
    text = ["complex " class(x) "\", \"" text sign number(imag (x)) "i"];
  else
    text = [class(x) "\", \"" text];
  endif
endfunction

function row (op, a, b)
  try
    result = described (feval (op, a, b));
  catch e
    result = ["error\", \"" undo_string_escapes(e.message)];
  end_try_catch
  names = struct ("plus", "ADD", "minus", "SUBTRACT", "times", "MULTIPLY", "rdivide", "DIVIDE", ...
                  "ldivide", "LEFT_DIVIDE", "power", "POWER", "lt", "LESS", "le", "LESS_EQUAL", ...
                  "eq", "EQUAL", "ge", "GREATER_EQUAL", "gt", "GREATER", "ne", "NOT_EQUAL", ...
                  "and", "AND", "or", "OR", "atan2", "ATAN2", "hypot", "HYPOT", "rem", "REM", ...
                  "mod", "MOD", "max", "MAX", "min", "MIN", "gcd", "GCD", "bitand", "BIT_AND", ...
                  "bitor", "BIT_OR", "bitxor", "BIT_XOR", "bitshift", "BIT_SHIFT", ...
                  "complex", "COMPLEX");
  printf ("{ND_OP_%s, \"%s\", \"%s\", \"%s\"},\n", names.(op), described (a), described (b), ...
          result);
endfunction

arithmetic = {"plus", "minus", "times", "rdivide", "ldivide", "power"};
comparisons = {"lt", "le", "eq", "ge", "gt", "ne"};
logic = {"and", "or"};

pairs = { ...
  int8(-128), int8(-1); int8(127), int8(2); int8(7), int8(-2); int8(-7), int8(0); int8(0), int8(0); ...
  int8(100), 0.3; 2.5, int8(3); int8(-128), single(0.5); true, int8(5); int8(5), NaN; ...
  uint8(200), uint8(100); uint8(3), uint8(7); uint8(255), -1.5; -0.5, uint8(1); ...
  int32(2147483647), int32(2); int32(-2147483648), int32(-1); int32(7), single(2.5); ...
  uint16(65535), uint16(65535); uint32(4294967295), uint32(4294967295); ...
  int64(9223372036854775807), int64(2); int64(-9223372036854775807) - 1, int64(-1); ...
  int64(9007199254740993), 1.5; 0.1, int64(9007199254740993); int64(-5), 0.5; int64(5), Inf; ...
  uint64(18446744073709551615), 0.5; uint64(18446744073709551615), uint64(3); ...
  1e19, uint64(5); int64(9223372036854775807), 9223372036854775807; int8(1), int16(1); ...
  int8(1), complex(1, 2); single(0.1), 0.1; single(3), 1e300; true, true; true, false; ...
  -0, 0; Inf, -Inf; NaN, 1; 2, 3; -2, 3; -2, -1; ...
  complex(1, 2), complex(3, -4); complex(1, 2), 2; 2, complex(1, -2); complex(1, Inf), complex(0, 1); ...
  complex(-1, 0), complex(1, 1); complex(3, 4), 5; -5, complex(3, 4); complex(0, 1), true; ...
  single(complex (1, 2)), 3; complex(1, 2), single(complex (1, 2)); complex(NaN, 1), 1};

for i = 1:rows (pairs)
  ops = [arithmetic, comparisons, logic];
  for k = 1:numel (ops)
    row (ops{k}, pairs{i,1}, pairs{i,2});
  endfor
endfor

## Functions say what they do not take in words of their own, which the core leaves to Octave.
functions = {"atan2", "hypot", "rem", "mod", "max", "min", "gcd", "bitand", "bitor", "bitxor", ...
             "bitshift", "complex"};
pairs = [pairs; { ...
  5, 3; -5, 3; 5, -3; 0, -3; -0, 3; 5, 0; 0, 0; 2.1, 0.1; 0.94, 0.01; Inf, 3; 3, Inf; NaN, 3; ...
  3, NaN; single(2.1), 0.1; int8(-7), int8(3); int8(7), int8(-3); uint8(200), 7.5; ...
  int16(5), int16(0); 12, 18; -12, 18; int32(-12), 18; 10, 2; 10, -2; 2^52, 1; -10, 1; ...
  single(10), 20; int8(100), 1; uint8(255), -3; int64(-5), -1; 3e9, 255; -1, 5; true, 3}];
for i = 1:rows (pairs)
  [a, b] = pairs{i,:};
  for k = 1:numel (functions)
    if (isinteger (a) && b == -1 && any (strcmp (functions{k}, {"rem", "mod", "gcd"})))
      continue; # the processor traps, and Octave with it
    elseif (strcmp (functions{k}, "bitshift") && (abs (b) > 1e6 || isfloat (a) && abs (a) >= 2^63))
      continue; # Octave's answer depends on how its compiler converts such numbers
    elseif (any (strcmp (functions{k}, {"max", "min"})) && isreal (a) && isreal (b) && a == b)
      continue; # which zero wins depends on whether an operand is a scalar
    endif
    try
      feval (functions{k}, a, b);
    catch
      continue;
    end_try_catch
    if (isreal (a) && isreal (b) || any (strcmp (functions{k}, {"max", "min"})))
      row (functions{k}, a, b);
    endif
  endfor
endfor
