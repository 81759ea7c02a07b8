## The tour: what every first lesson on arrays shows.  run_tour.m reads it from
## the first heading ("=") on: it prints the comments, shows every other line as
## at the prompt, and runs it.  A line that ends in "# error" is meant to fail.
## The variables photo and device are set before.

## = 1. Copies and views

## An nd array looks and computes like the matrix it is made from.
A = nd_array (ones (3, 3))

## nd_array promises independence: what is written to B stays in B.  The copy is
## made only when somebody writes, so the call itself costs nothing.
B = nd_array (A);
nd_info (B).deferred_copy
B(3,:) = 2;
A

## nd_asarray promises sharing: C is another name for the memory of A.
C = nd_asarray (A);
C(3,:) = 2;
A
nd_shares_memory (A, C)

## nd_view does the same for a part: here every other column, backwards.
V = nd_view (A, ":", 3:-2:1);
V(1,:) = [30, 10];
A

## A function gets a value, as always in Octave: what it writes stays inside.
function first_to_zero (x), x(1) = 0; end
first_to_zero (A);
A(1)

## An ordinary matrix is borrowed without a copy; the first write makes one.
m = magic (3);
N = nd_asarray (m);
nd_info (N).borrowed
N(1) = 100;
m(1)

## Octave's functions take nd arrays, and full gives the matrix back.
det (N)
class (full (N))

## = 2. A picture is an array

photo
img = nd_imread (photo);
size (img)
class (img)
img(1:2,1:3,1)

## Pixels lie row by row in the file, so the array is a view with these strides;
## nothing was transposed.
img.strides

## Write through one, see it in the other: a white frame, painted by way of
## views of the four edges.
[height, width, ~] = size (img);
top = nd_view (img, 1:8, ":", ":");
bottom = nd_view (img, height-7:height, ":", ":");
left = nd_view (img, ":", 1:8, ":");
right = nd_view (img, ":", width-7:width, ":");
top(:) = 255; bottom(:) = 255; left(:) = 255; right(:) = 255;
nd_imwrite (img, "framed.png");

## A mirror is a view with a negative step: no pixel moves, and what is painted
## into the mirror shows in the picture.
mirrored = nd_view (img, ":", width:-1:1, ":");
mirrored(1:8,1:8,:) = 0;
img(1,width,1)
nd_imwrite (mirrored, "mirrored.png");

## = 3. A device has its own memory

device
T = gpu_tensor (img, device, "dtype", "single");
T.device

## Code on the host cannot read it, and says so instead of copying in secret.
nd_array (T)   # error

## Arithmetic runs where the array is.
negative = 255 - T;
negative.device
nd_imwrite (uint8 (to_cpu (negative)), "negative.png");

## to_cpu brings the numbers home.
X = nd_array (to_cpu (T));
isequal (X, img)

## = 4. What all this cost

nd_memory ("cpu")
nd_memory (device)
