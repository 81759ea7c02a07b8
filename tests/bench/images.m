## ROWS = images ()
##
## Time nd_imread on a picture of 1920x1080 RGB pixels, rendered here, against
## Octave's imread and, where it is installed, Pillow.  All take turns.  ROWS has
## the fields what, value, unit, target and detail.
function rows = images ()
  folder = tempname ();
  mkdir (folder);
  unwind_protect
    picture = render (1080, 1920);
    png = fullfile (folder, "picture.png");
    jpeg = fullfile (folder, "picture.jpg");
    nd_imwrite (picture, png);
    nd_imwrite (picture, jpeg);
    rows = [compare("PNG", png, 0.55), compare("JPEG", jpeg, 0.40)];
  unwind_protect_cleanup
    confirm_recursive_rmdir (false, "local");
    rmdir (folder, "s");
  end_unwind_protect
endfunction

function rows = compare (format, file, target)
  rounds = 15;
  with_pillow = isfield (peer (), "pillow");
  [ours, matrix, octaves, pillows] = deal (zeros (1, rounds));
  for k = 1:rounds
    t = tic; x = nd_imread (file); ours(k) = toc (t);
    t = tic; m = full (x); matrix(k) = ours(k) + toc (t);
    t = tic; imread (file); octaves(k) = toc (t);
    if (with_pillow)
      pillows(k) = peer (sprintf ("r = np.asarray (Image.open ('%s'))", file));
    endif
  endfor
  rows = [row([format " 1080x1920x3: nd_imread to imread"], ours, octaves, ...
              target), ...
          row([format " 1080x1920x3: full (nd_imread) to imread"], matrix, ...
              octaves, [])];
  if (with_pillow)
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
