## Elementwise functions against Octave's own on dense random operands of every
## magnitude and on special values: class, special values bit for bit, and the
## distance in units in the last place, of which a table is printed.
##   ND_TEST_SEED   which operands; printed, so that a failure can be run again
1;

## Random bits, then uniform on ranges of several widths, then special values.
function x = dense_operands (class_name, count)
  unsigned = struct ("double", "uint64", "single", "uint32").(class_name);
  bits = typecast (uint32 (floor (rand (1, 2 * count) * 2^32)), unsigned);
  wide = typecast (bits(1:count), class_name);
  widths = [1, 4, 40, 800, 1e6];
  uniform = (2 * rand (numel (widths), count) - 1) .* widths';
  x = [wide(:); cast(uniform(:), class_name); special_operands(class_name)(:)];
endfunction

function x = special_operands (class_name)
  one = ones (class_name);
  near = [1, 1 - eps(one) / 2, 1 + eps(one), 0.5, 2, realmin(class_name), ...
          realmax(class_name), realmin(class_name) * eps(one)];
  odd = [0, Inf, NaN, NA, pi, pi/2, 10, 100, 1000, 88.7, 89, 103.9, 709.7, ...
         710.2, 745.2, 171.6, 172, 26.5, 27.3, 1e22, 3, 7, 8, 27, 1.5, 2.5];
  x = cast ([near, odd], class_name);
  x = [x, -x];
endfunction

## How many representable numbers lie between; NaN is far from every number.
function d = ulp_distance (x, y)
  signed = struct ("double", "int64", "single", "int32").(class (x));
  d = abs (double (ordered (x, signed) - ordered (y, signed)));
  d(isnan (x) != isnan (y)) = Inf;
  d(isnan (x) & isnan (y)) = 0;
  d(x == 0 & y == 0 & signbit (x) != signbit (y)) = Inf;
endfunction

function k = ordered (x, signed)
  k = typecast (x(:), signed);
  k(k < 0) = intmin (signed) - k(k < 0);
endfunction

## The distance of the parts in units of the modulus.
function d = complex_distance (x, y)
  unit = eps (abs (y));
  finite = isfinite (real (y)) & isfinite (imag (y));
  d = double (max (abs (real (x) - real (y)), abs (imag (x) - imag (y))) ./ unit);
  same = (real (x) == real (y) | (isnan (real (x)) & isnan (real (y)))) ...
         & (imag (x) == imag (y) | (isnan (imag (x)) & isnan (imag (y))));
  d(! finite) = Inf;
  d(same) = 0;
endfunction

function d = distance (x, y)
  if (! strcmp (class (x), class (y)) || ! isequal (size (x), size (y)))
    d = Inf;
  elseif (iscomplex (x) || iscomplex (y))
    d = complex_distance (x, y);
  elseif (isfloat (x))
    d = ulp_distance (x, y);
  else
    d = double (x != y) / 0;
    d(x == y) = 0;
  endif
endfunction

## One line of the table; whether the distance is within the limit.
function ok = check (label, limit, x, expected, actual)
  d = distance (actual, expected);
  [worst, where] = max (d(:));
  ok = worst <= limit;
  printf ("%-22s worst %g ulp, beyond 1: %d of %d\n", label, worst, nnz (d > 1), numel (d));
  if (! ok)
    where = min (where, numel (expected));
    printf ("!!!!! %s: element %d, operand %s: %s, not %s\n", label, where, ...
            disp_exactly (x, where), disp_exactly (actual, where), ...
            disp_exactly (expected, where));
  endif
endfunction

function text = disp_exactly (v, k)
  if (iscell (v))
    text = strjoin (cellfun (@(e) disp_exactly (e, k), v, "uniformoutput", false), ", ");
  else
    v = double (v(min (k, numel (v))));
    text = sprintf ("%.17g%+.17gi", real (v), imag (v));
  endif
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (fullfile (here, "support"));
warning ("off", "all");
[seed, ~, ~] = random_settings (1, 1);
rand ("twister", seed);
printf ("accuracy: seed %d\n", seed);
count = 4000;
passed = failed = 0;

## Functions, and where operands are kept so that results stay real.
everywhere = @(x) x;
inside = @(x) x ./ max (1, abs (x));
nonnegative = @(x) abs (x);
from_one = @(x) max (1, abs (x));
## Where every number is a pole, Octave's versions answer NaN, Inf or Inf + pi*i.
among_poles = @(x) max (x, -1e4);
functions = { ...
  "abs", everywhere; "acos", inside; "acosh", from_one; "arg", everywhere; ...
  "asin", inside; "asinh", everywhere; "atan", everywhere; "atanh", inside; ...
  "cbrt", everywhere; "ceil", everywhere; "cos", everywhere; "cosh", everywhere; ...
  "erf", everywhere; "erfc", everywhere; "erfinv", everywhere; ...
  "erfcinv", everywhere; "exp", everywhere; "expm1", everywhere; ...
  "fix", everywhere; "floor", everywhere; "gamma", among_poles; "imag", everywhere; ...
  "isfinite", everywhere; "isinf", everywhere; "isna", everywhere; ...
  "isnan", everywhere; "lgamma", nonnegative; "log", nonnegative; ...
  "log10", nonnegative; "log1p", nonnegative; "log2", nonnegative; ...
  "real", everywhere; "round", everywhere; "sign", everywhere; ...
  "signbit", everywhere; "sin", everywhere; "sinh", everywhere; ...
  "sqrt", nonnegative; "tan", everywhere; "tanh", everywhere; ...
  "dawson", everywhere; "erfcx", everywhere; "erfi", everywhere};
## Octave's own are no closer than this to the exact result.
loose = struct ("dawson", 100, "erfcx", 40, "erfi", 40);
for k = 1:rows (functions)
  for class_name = {"double", "single"}
    name = functions{k,1};
    x = functions{k,2} (dense_operands (class_name{1}, count));
    limit = 1 + strcmp (class_name{1}, "single");
    if (isfield (loose, name))
      limit = loose.(name);
    endif
    ok = check ([name " " class_name{1}], limit, x, feval (name, x), ...
                full (feval (name, nd_array (x))));
    passed += ok;
    failed += ! ok;
  endfor
endfor

## Real operands outside the domain, and complex operands.
leaving = {"acos", "acosh", "asin", "atanh", "lgamma", "log", "log10", "log1p", ...
           "log2", "sqrt"};
complexes = {"abs", "acos", "acosh", "arg", "asin", "asinh", "atan", "atanh", ...
             "ceil", "conj", "cos", "cosh", "exp", "expm1", "fix", "floor", ...
             "imag", "isfinite", "isinf", "isna", "isnan", "log", "log10", ...
             "log1p", "log2", "real", "round", "sign", "sin", "sinh", "sqrt", ...
             "tan", "tanh", "erf", "erfcx"};
for class_name = {"double", "single"}
  x = dense_operands (class_name{1}, count / 10);
  for name = leaving
    y = x;
    if (strcmp (name{1}, "lgamma"))
      y = among_poles (x);
    endif
    ok = check ([name{1} " of real " class_name{1}], 2, y, feval (name{1}, y), ...
                full (feval (name{1}, nd_array (y))));
    passed += ok;
    failed += ! ok;
  endfor
  s = special_operands (class_name{1});
  [re, im] = ndgrid (s, s);
  z = [complex(x, x(end:-1:1)); complex(re(:), im(:))];
  for name = complexes
    ok = check ([name{1} " of complex " class_name{1}], 2, z, feval (name{1}, z), ...
                full (feval (name{1}, nd_array (z))));
    passed += ok;
    failed += ! ok;
  endfor
endfor

## Two operands.
pairs = {"atan2", "hypot", "rem", "mod", "max", "min", "complex", "power"};
for class_name = {"double", "single"}
  x = dense_operands (class_name{1}, count);
  y = x(randperm (numel (x)));
  s = special_operands (class_name{1});
  [a, b] = ndgrid ([s, 1:20, -0.1], [s, 1:20, -0.1]);
  x = [x; a(:)];
  y = [y; b(:)];
  for name = pairs
    if (strcmp (name{1}, "power")) # of negative bases only to whole exponents
      x(y != fix (y) | abs (y) > 8e6) = abs (x(y != fix (y) | abs (y) > 8e6));
    endif
    exact = any (strcmp (name{1}, {"rem", "mod", "max", "min", "complex"}));
    limit = ifelse (exact, 0, 1 + strcmp (class_name{1}, "single"));
    ok = check ([name{1} " " class_name{1}], limit, {x, y}, feval (name{1}, x, y), ...
                full (feval (name{1}, nd_array (x), nd_array (y))));
    passed += ok;
    failed += ! ok;
  endfor
endfor
printf ("accuracy: %d passed, %d failed, 0 skipped\n", passed, failed);
printf ("@@ %d %d 0\n", passed, failed);
