## rows = engine (REPORT): the compute engine on 10^7 numbers, double and single, on
## images and in a matrix product, against NumPy, numexpr and Octave's own matrices.
## Nobody has more than two threads.  ROWS and REPORT as in compare_works.
function rows = engine (report)
  nd_threads (2);
  rows = [];
  works = [arithmetic(), reductions(), selection(), layouts()];
  for type = {"double", "single"}
    [data, peer_data] = numbers (type{1});
    rows = [rows, compare_works(works, data, peer_data, type{1}, report)];
  endfor
  for type = {"double", "single"}
    [data, peer_data] = squares (type{1});
    rows = [rows, compare_works(products (), data, peer_data, type{1}, report)];
  endfor
  [data, peer_data] = pictures ();
  rows = [rows, compare_works(pixels (), data, peer_data, "uint8", report)];
endfunction

## a, b in [-2, 2), c positive; m and t are a as a matrix and with three dimensions.
function [data, peer_data] = numbers (type)
  u = spread (1e7, 16807);
  v = spread (1e7, 48271);
  data = struct ("a", cast (4 * u - 2, type), "b", cast (4 * v - 2, type), ...
                 "c", cast (u + 0.0625, type));
  data.m = reshape (data.a, 2500, 4000);
  data.t = reshape (data.a, 200, 250, 200);
  peer_data = ["u, v = spread (10**7, 16807), spread (10**7, 48271)\n" ...
               "a, b, c = [x.astype ('" type "') for x in (4*u - 2, 4*v - 2, u + 0.0625)]\n" ...
               "m, t = a.reshape (4000, 2500), a.reshape (200, 250, 200)\n" ...
               "del u, v\n"];
endfunction

function [data, peer_data] = squares (type)
  data = struct ("a", cast (reshape (spread (4e6, 16807), 2000, 2000), type), ...
                 "b", cast (reshape (spread (4e6, 48271), 2000, 2000), type));
  peer_data = ["a, b = [spread (4000000, s).reshape (2000, 2000).astype ('" type "')" ...
               " for s in (16807, 48271)]\n"];
endfunction

## Two images as Octave's imread lays them out, plane by plane, and as Pillow does,
## pixel by pixel: either side's last dimension becomes its first.
function [data, peer_data] = pictures ()
  dims = [2160, 3840, 3];
  data = struct ("a", reshape (uint8 (floor (256 * spread (prod (dims), 16807))), dims), ...
                 "b", reshape (uint8 (floor (256 * spread (prod (dims), 48271))), dims));
  peer_data = ["a, b = [np.ascontiguousarray (" ...
               "np.floor (256 * spread (2160*3840*3, s)).astype ('uint8')" ...
               ".reshape (3, 3840, 2160).T) for s in (16807, 48271)]\n"];
endfunction
