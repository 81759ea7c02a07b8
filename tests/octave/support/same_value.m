## [same, why] = same_value (EXPECTED, ACTUAL, ULPS, RELATIVE, ABSOLUTE)
##
## Class, size and value, bit for bit (signed zeros included, NaN equals NaN),
## through cells and structs.  ULPS allows that many units in the last place of
## a double (twice as many of a single); RELATIVE allows a difference relative
## to the largest element, ABSOLUTE one of that size.  A complex value without
## imaginary part compares as real, and imaginary zeros have no sign, because
## Octave narrows when it stores.
function [same, why] = same_value (expected, actual, ulps = 0, relative = 0, ...
                                       absolute = 0)
  why = "";
  if (! strcmp (class (expected), class (actual)))
    why = sprintf ("class %s, not %s", class (actual), class (expected));
  elseif (! isequal (size (expected), size (actual)))
    why = sprintf ("size %s, not %s", mat2str (size (actual)), ...
                   mat2str (size (expected)));
  elseif (issparse (expected) != issparse (actual))
    why = "sparse differs";
  elseif (iscell (expected))
    for k = 1:numel (expected)
      [same, why] = same_value (expected{k}, actual{k}, ulps, relative, ...
                                absolute);
      if (! same)
        why = sprintf ("{%d}: %s", k, why);
        return;
      endif
    endfor
  elseif (isstruct (expected))
    [same, why] = same_value (struct2cell (expected(:)), ...
                              struct2cell (actual(:)), ulps, relative, absolute);
    return;
  elseif (isnumeric (expected) || islogical (expected) || ischar (expected))
    why = compare_numbers (full (expected), full (actual), ulps, relative, ...
                           absolute);
  elseif (is_function_handle (expected))
    why = compare_texts (func2str (expected), func2str (actual));
  elseif (isobject (expected) || isjava (expected))
    why = compare_texts (disp (expected), disp (actual));
  else
    error ("same_value: cannot compare values of class %s", class (expected));
  endif
  same = isempty (why);
endfunction

function why = compare_texts (expected, actual)
  why = "";
  if (! strcmp (expected, actual))
    why = sprintf ("\"%s\", not \"%s\"", actual, expected);
  endif
endfunction

function why = compare_numbers (expected, actual, ulps, relative, absolute)
  why = "";
  [expected, actual] = deal (narrow (expected), narrow (actual));
  if (iscomplex (expected) != iscomplex (actual))
    why = "one is complex, the other real";
  elseif (isinteger (expected) || islogical (expected) || ischar (expected))
    bad = find (expected != actual);
  elseif (iscomplex (expected))
    bad = find (! (agree (real (expected), real (actual), ulps, relative, ...
                          absolute, expected)
                   & agree (imag (expected) + 0, imag (actual) + 0, ulps, ...
                            relative, absolute, expected)));
  else
    bad = find (! agree (expected, actual, ulps, relative, absolute, expected));
  endif
  if (isempty (why) && ! isempty (bad))
    why = sprintf ("element %d of %d is %s, not %s (%d differ)", bad(1), ...
                   numel (expected), exact_text (actual(bad(1))), ...
                   exact_text (expected(bad(1))), numel (bad));
  endif
endfunction

function v = narrow (v)
  if (iscomplex (v) && ! any (imag (v)(:)))
    v = real (v);
  endif
endfunction

## WHOLE gives the scale: a complex number's parts are judged by its modulus.
function ok = agree (x, y, ulps, relative, absolute, whole)
  ok = x == y | (isnan (x) & isnan (y));
  if (ulps == 0 && relative == 0 && absolute == 0)
    ok &= signbit (x) == signbit (y) | isnan (x);
    return;
  endif
  if (absolute > 0)
    ok |= abs (double (x) - double (y)) <= absolute;
  endif
  if (isa (x, "single"))
    ulps *= 2;
    relative *= 1e9;
  endif
  if (ulps > 0)
    scale = abs (whole);
    scale(! isfinite (scale)) = 0;
    ok |= abs (x - y) <= ulps * eps (scale);
  endif
  if (relative > 0)
    scale = abs (whole(isfinite (whole)));
    ok |= abs (x - y) <= relative * max ([scale(:); 0]);
    if (iscomplex (whole))
      ok |= ! isfinite (whole) & ! isfinite (x) & ! isfinite (y);
    endif
  endif
endfunction

function text = exact_text (v)
  if (isfloat (v))
    if (iscomplex (v))
      text = sprintf ("%.17g%+.17gi", real (v), imag (v));
    else
      text = sprintf ("%.17g", v);
      if (v == 0 && signbit (v))
        text = "-0";
      endif
    endif
  elseif (ischar (v))
    text = ["'" v "'"];
  else
    text = sprintf ("%d", v);
  endif
endfunction
