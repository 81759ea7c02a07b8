## ROWS = images ()
##
## Time nd_imread on a picture of 1920x1080 RGB pixels, rendered here, against
## Octave's imread and, where it is installed, Pillow.  All take turns.  ROWS has
## the fields what, value, unit, target and detail.
function rows = images ()
  folder = tempname ();
  mkdir (folder);
  pillow = start_pillow ();
  unwind_protect
    picture = render (1080, 1920);
    png = fullfile (folder, "picture.png");
    jpeg = fullfile (folder, "picture.jpg");
    nd_imwrite (picture, png);
    nd_imwrite (picture, jpeg);
    rows = [compare("PNG", png, 0.55, pillow), ...
            compare("JPEG", jpeg, 0.40, pillow)];
  unwind_protect_cleanup
    stop_pillow (pillow);
    confirm_recursive_rmdir (false, "local");
    rmdir (folder, "s");
  end_unwind_protect
endfunction

function rows = compare (format, file, target, pillow)
  rounds = 15;
  [ours, matrix, octaves, pillows] = deal (zeros (1, rounds));
  for k = 1:rounds
    t = tic; x = nd_imread (file); ours(k) = toc (t);
    t = tic; m = full (x); matrix(k) = ours(k) + toc (t);
    t = tic; imread (file); octaves(k) = toc (t);
    pillows(k) = time_pillow (pillow, file);
  endfor
  rows = [row([format " 1080x1920x3: nd_imread to imread"], ours, octaves, ...
              target), ...
          row([format " 1080x1920x3: full (nd_imread) to imread"], matrix, ...
              octaves, [])];
  if (! isempty (pillow))
    rows(end+1) = row ([format " 1080x1920x3: nd_imread to Pillow"], ours, ...
                       pillows, 1.1);
  endif
endfunction

function r = row (what, ours, theirs, target)
  [ours, theirs] = deal (median (ours), median (theirs));
  r = struct ("what", what, "value", ours / theirs, "unit", "times", ...
              "target", target, "detail", ...
              sprintf ("%.2f ms : %.2f ms", 1e3 * ours, 1e3 * theirs));
endfunction

## A picture with what photos have: gradients, texture, edges, noise.
function picture = render (height, width)
  rand ("twister", 1);
  randn ("twister", 1);
  [y, x] = ndgrid (1:height, 1:width);
  picture = zeros (height, width, 3);
  for wave = 1:24
    [fx, fy] = deal (0.008 * wave * randn (), 0.008 * wave * randn ());
    plane = sin (fx * x + fy * y + 6 * rand ()) / wave;
    for c = 1:3
      picture(:,:,c) += (40 + 20 * rand ()) * plane;
    endfor
  endfor
  inside = (x - width / 3) .^ 2 + (y - height / 2) .^ 2 < (height / 4) ^ 2;
  picture(:,:,1) += 60 * inside;
  picture = uint8 (picture + 110 + 3 * randn (size (picture)));
endfunction

## ---- Pillow, in a process of its own that answers a file name with seconds

function pillow = start_pillow ()
  pillow = [];
  program = ["import sys, time, numpy\n" ...
             "from PIL import Image\n" ...
             "print (0, flush=True)\n" ...
             "for line in sys.stdin:\n" ...
             "    start = time.perf_counter ()\n" ...
             "    x = numpy.asarray (Image.open (line.strip ()))\n" ...
             "    print (time.perf_counter () - start, flush=True)\n"];
  [status, python] = system ("command -v /usr/bin/python3 python3 | head -n 1");
  if (status != 0 || isempty (python)
      || system ([strtrim(python) " -c 'import numpy, PIL' 2>/dev/null"]) != 0)
    return;
  endif
  [in, out] = popen2 (strtrim (python), {"-c", program});
  pillow = struct ("in", in, "out", out);
  read_number (pillow);
endfunction

function seconds = time_pillow (pillow, file)
  seconds = NaN;
  if (! isempty (pillow))
    fdisp (pillow.in, file);
    fflush (pillow.in);
    seconds = read_number (pillow);
  endif
endfunction

## The pipe does not wait: ask until a line is there.
function number = read_number (pillow)
  for attempt = 1:10000
    line = fgetl (pillow.out);
    if (ischar (line))
      number = str2double (line);
      return;
    endif
    fclear (pillow.out);
    pause (0.001);
  endfor
  error ("images: Pillow does not answer");
endfunction

function stop_pillow (pillow)
  if (! isempty (pillow))
    fclose (pillow.in);
    fclose (pillow.out);
  endif
endfunction
