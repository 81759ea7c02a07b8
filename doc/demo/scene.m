## IMAGE = scene ()
##
## An evening by a lake, 480 x 720 x 3, uint8: the picture that the tour draws
## when it is given none.  Every pixel is computed; nothing is random, so it is
## the same picture every time.
function image = scene ()

  height = 480;
  width = 720;
  horizon = 300;
  [x, y] = meshgrid (1:width, 1:height);
  sun = [367, 172];

  image = sky (y / horizon);
  image = add_sun (image, hypot (x - sun(1), y - sun(2)));
  image = add_ridge (image, ridge (1:width, 205, 46, 90, 0.0), y, [92 86 128]);
  image = add_ridge (image, ridge (1:width, 245, 30, 60, 2.1), y, [62 54 92]);
  image = add_ridge (image, ridge (1:width, 281, 14, 34, 4.4), y, [34 30 54]);
  image = add_lake (image, horizon, sun(1));
  image = uint8 (min (max (image, 0), 255));

endfunction

## Deep blue above, orange at the horizon (t = 1).
function image = sky (t)
  stops = [0, 24, 30, 84; 0.45, 98, 72, 140; 0.8, 236, 122, 96; ...
           1, 255, 196, 120];
  image = zeros ([size(t), 3]);
  for channel = 1:3
    image(:,:,channel) = interp1 (stops(:,1), stops(:,channel + 1), min (t, 1));
  endfor
endfunction

## A disc with a glow around it.
function image = add_sun (image, distance)
  disc = 1 ./ (1 + exp ((distance - 34) / 1.2));
  glow = 0.75 * exp (-(distance / 95) .^ 1.3);
  colour = reshape ([255, 238, 190], 1, 1, 3);
  image += (colour - image) .* max (disc, glow);
endfunction

## The outline of a chain of mountains: a few sine waves of falling size.
function line = ridge (x, base, height, wavelength, phase)
  line = base;
  for k = 0:4
    line -= height * 0.55 ^ k ...
            * abs (sin (pi * x * 1.9 ^ k / (2 * wavelength) + phase * (k + 1)));
  endfor
  line += height / 2;
endfunction

function image = add_ridge (image, line, y, colour)
  inside = min (max (y - line, 0), 1);
  image += (reshape (colour, 1, 1, 3) - image) .* inside;
endfunction

## The water mirrors what is above it, in waves that grow towards us.
function image = add_lake (image, horizon, sun_x)
  [height, width, ~] = size (image);
  for row = horizon + 1:height
    depth = (row - horizon) / (height - horizon);
    wave = round (6 * depth * sin (0.9 * (row - horizon) ^ 0.8 ...
                                   + 8 * sin ((1:width) / 95)));
    source = min (max (horizon - (row - horizon) + wave, 1), horizon);
    pick = sub2ind ([height, width], source, 1:width);
    glitter = 60 * (1 - depth) * exp (-((1:width) - sun_x) .^ 2 / 5000) ...
              .* (sin (2.3 * row + 9 * sin ((1:width) / 23 + row)) > 0.1);
    for channel = 1:3
      plane = image(:,:,channel);
      image(row,:,channel) = plane(pick) * (0.82 - 0.3 * depth) + glitter ...
                             + [2, 8, 22](channel) * depth;
    endfor
  endfor
endfunction
