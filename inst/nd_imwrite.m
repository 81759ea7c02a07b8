## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {} nd_imwrite (@var{x}, @var{file})
## @deftypefnx {} {} nd_imwrite (@var{x}, @var{file}, @var{option}, @
## @var{value}, @dots{})
## Write an image to a PNG or JPEG file.
##
## @var{x} is an nd array on the CPU or an ordinary matrix, of any layout in
## memory.  Its size is height x width for a grey image, height x width x 2 for
## grey and alpha, x 3 for RGB and x 4 for RGBA.  A JPEG file holds grey and
## RGB only.  The class of @var{x} says what its values mean:
##
## @table @asis
## @item @code{uint8}
## 0 to 255.
## @item @code{uint16}
## 0 to 65535.
## @item @code{logical}
## Black and white.
## @item @code{single}, @code{double}
## 0 to 1; what lies outside is cut off, and NaN is black.
## @end table
##
## @var{file} is the name of the file; a leading @file{~} is the home folder.
## It should end in @file{.png}, @file{.jpg} or @file{.jpeg}, in any case.  A
## file of that name is replaced, keeping its permissions.  The image is
## written under a temporary name in the same folder and renamed when it is
## complete: an interrupted write, or a full disk, leaves what was there.
##
## Options, in any order and any case:
##
## @table @asis
## @item @qcode{"format"}, @qcode{"png"} | @qcode{"jpeg"}
## The format, whatever the name ends in.
##
## @item @qcode{"quality"}, @var{q}
## JPEG: from 1 (small) to 100 (good); the default is 90.
##
## @item @qcode{"bitdepth"}, 8 | 16
## PNG: bits per sample.  The default loses nothing: 8 for @code{uint8} and
## @code{logical}, else 16, as in Octave's @code{imwrite}.  A change of depth
## maps the whole range to the whole range, rounded to the nearest integer.
## JPEG has 8 bits.
## @end table
##
## A file that cannot be written raises @code{ndarray:io} with the system's
## reason, a name that tells no format @code{ndarray:image-format}, elements of
## another class @code{ndarray:dtype}, and an array on a device
## @code{ndarray:device-to-host}.
##
## Sources: ``Portable Network Graphics Specification'', second edition, section
## 13.12, for changes of depth; ITU-T T.81 and T.871 (JPEG, JFIF).
##
## @example
## @group
## file = [tempname(), ".jpg"];
## nd_imwrite (nd_array (rand (20, 30, 3)), file, "quality", 75);
## size (nd_imread (file))
##   @result{} ans =
##      20   30    3
## delete (file);
## @end group
## @end example
## @seealso{nd_imread, nd_array, to_cpu, imwrite}
## @end deftypefn

function nd_imwrite (x, file, varargin)

  if (nargin < 2)
    print_usage ();
  endif

  if (ischar (file))
    file = tilde_expand (file);
  endif

  try
    __nd__ ("imwrite", x, file, varargin{:});
  catch failure
    __nd_rethrow__ (failure, inputname (1));
  end_try_catch

endfunction

%!function x = round_trip (x, suffix, varargin)
%!  file = [tempname(), suffix];
%!  unwind_protect
%!    nd_imwrite (x, file, varargin{:});
%!    x = full (nd_imread (file));
%!  unwind_protect_cleanup
%!    delete (file);
%!  end_unwind_protect
%!endfunction

%!test # what PNG holds comes back as it was
%! for channels = 1:4
%!   m = uint8 (rand (9, 4, channels) * 255);
%!   assert (round_trip (m, ".png"), m);
%!   assert (round_trip (nd_array (m), ".PNG"), m);
%!   m = uint16 (rand (9, 4, channels) * 65535);
%!   assert (round_trip (m, ".png"), m);
%! endfor
%!assert (round_trip (logical (eye (3)), ".png"), uint8 (255 * eye (3)))
%!assert (round_trip (magic (4) > 8, ".png", "bitdepth", 16),
%!        uint16 (65535 * (magic (4) > 8)))
%!test # float values run from 0 to 1, in 16 bits unless asked otherwise
%! m = [-1, 0, 0.25, 0.5; NaN, 1, 2, Inf];
%! assert (round_trip (m, ".png"),
%!         uint16 ([0, 0, 16384, 32768; 0, 65535, 65535, 65535]));
%! assert (round_trip (single (m), ".png"), round_trip (m, ".png"));
%! assert (round_trip (m, ".png", "bitdepth", 8),
%!         uint8 ([0, 0, 64, 128; 0, 255, 255, 255]));
%!test # a change of depth keeps black, white and the nearest value
%! m = uint16 ([0, 128, 129, 257, 65278, 65535]);
%! assert (round_trip (m, ".png", "bitdepth", 8), uint8 ([0, 0, 1, 1, 254, 255]));
%! m = uint8 (0:255);
%! assert (round_trip (m, ".png", "bitdepth", 16), uint16 (0:255) * 257);
%!test # any layout can be written
%! a = nd_array (uint8 (rand (6, 8, 3) * 255));
%! m = full (a);
%! assert (round_trip (nd_view (a, 6:-1:1, 2:3:8, 1:3), ".png"),
%!         m(6:-1:1,2:3:8,1:3));
%! assert (round_trip (permute (a, [2, 1, 3]), ".png"), permute (m, [2, 1, 3]));
%! assert (round_trip (a(:,:,2).', ".png"), m(:,:,2).');
%!test # JPEG keeps a smooth image nearly as it was; quality makes it better
%! [i, j] = ndgrid (1:64, 1:80);
%! m = uint8 (cat (3, i + j, 2 * i, 250 - 2 * j));
%! good = abs (double (round_trip (m, ".jpg", "quality", 100)) - double (m));
%! usual = abs (double (round_trip (m, ".jpeg")) - double (m));
%! bad = abs (double (round_trip (m, ".jpg", "quality", 5)) - double (m));
%! assert (mean (good(:)) < 1);
%! assert (mean (good(:)) < mean (usual(:)));
%! assert (mean (usual(:)) < mean (bad(:)));
%! gray = abs (double (round_trip (m(:,:,1), ".jpg")) - double (m(:,:,1)));
%! assert (mean (gray(:)) < 2);
%!test # all classes go into a JPEG file
%! m = uint8 (repmat (linspace (0, 255, 40), 30, 1));
%! x = round_trip (m, ".jpg");
%! assert (round_trip (uint16 (m) * 257, ".jpg"), x);
%! assert (round_trip (double (m) / 255, ".jpg"), x);
%! assert (round_trip (single (m) / 255, ".jpg"), x);
%! assert (round_trip (true (8), ".jpg"), 255 * ones (8, "uint8"));
%!test # the format option goes before the name
%! file = [tempname(), ".dat"];
%! unwind_protect
%!   nd_imwrite (uint8 (magic (4)), file, "format", "jpg");
%!   [~, info] = nd_imread (file);
%!   assert (info.format, "jpeg");
%!   nd_imwrite (uint8 (magic (4)), file, "Format", "PNG");
%!   [~, info] = nd_imread (file);
%!   assert (info.format, "png");
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect
%!test # a failed write leaves what was there, and nothing else
%! folder = tempname ();
%! mkdir (folder);
%! file = fullfile (folder, "x.png");
%! unwind_protect
%!   nd_imwrite (uint8 (magic (4)), file);
%!   fail ("nd_imwrite (ones (3, 3, 7), file)", "height x width");
%!   assert (full (nd_imread (file)), uint8 (magic (4)));
%!   assert (numel (readdir (folder)), 3);
%! unwind_protect_cleanup
%!   confirm_recursive_rmdir (false, "local");
%!   rmdir (folder, "s");
%! end_unwind_protect

%!error <Invalid call to nd_imwrite> nd_imwrite ()
%!error <Invalid call to nd_imwrite> nd_imwrite (1)
%!error <^the name of the image file must be a string$>
%! nd_imwrite (1, 2)
%!error <^nd_imwrite: the name picture.gif does not end in .png, .jpg or .jpeg. Rename it, or add "format", "png" or "format", "jpeg".$>
%! nd_imwrite (1, "picture.gif")
%!error <^the value of option "format" must be "png" or "jpeg", not "gif"$>
%! nd_imwrite (1, "picture.gif", "format", "gif")
%!error <^unknown option "compression"; use "format", "png" \| "jpeg"; "quality", 1 to 100; "bitdepth", 8 \| 16$>
%! nd_imwrite (1, "x.png", "compression", 9)
%!error <^nd_imwrite: "quality" must be a whole number from 1 to 100, not 0$>
%! nd_imwrite (1, "x.jpg", "quality", 0)
%!error <^the value of option "quality" must be a whole number, not 90.5$>
%! nd_imwrite (1, "x.jpg", "quality", 90.5)
%!error <^nd_imwrite: "bitdepth" must be 8 or 16, not 12$>
%! nd_imwrite (1, "x.png", "bitdepth", 12)
%!error <^nd_imwrite: a JPEG file holds 8 bits a sample. Write 16 bits to a PNG file.$>
%! nd_imwrite (1, "x.jpg", "bitdepth", 16)
%!error <^nd_imwrite: a JPEG file cannot hold the transparency of a 2x3x4 image. Write x\(:,:,1:3\), or a PNG file.$>
%! nd_imwrite (ones (2, 3, 4), "x.jpg")
%!error <^nd_imwrite: an image is height x width or height x width x 2, 3 or 4, and not empty; this array is 2x3x5.$>
%! nd_imwrite (ones (2, 3, 5), "x.png")
%!error <^nd_imwrite: an image is height x width or height x width x 2, 3 or 4, and not empty; this array is 0x3.$>
%! nd_imwrite (zeros (0, 3), "x.png")
%!error <^nd_imwrite: a JPEG file holds at most 65500 rows and columns, this image is 1x65501. Write a PNG file.$>
%! nd_imwrite (zeros (1, 65501, "uint8"), [tempname() ".jpg"])
%!error <^nd_imwrite: an image is uint8, uint16, logical, single or double \(0 to 1\), not int16 2x2. Convert it first, for example with uint8 \(x\).$>
%! nd_imwrite (int16 (magic (2)), "x.png")
%!error <^nd_imwrite: an image is uint8, uint16, logical, single or double \(0 to 1\), not complex double 1x1. Convert it first, for example with uint8 \(x\).$>
%! nd_imwrite (3i, "x.png")
%!error <^cannot write /no/such/folder/x.png: No such file or directory. Use ls \(\) to see the files of the current folder.$>
%! nd_imwrite (1, "/no/such/folder/x.png")
%!error <^cannot write /dev/null: Not a regular file.$>
%! nd_imwrite (1, "/dev/null", "format", "png")
%!error <^can't convert sim:0 device type tensor 'T' \(uint8 2x2\) to a host array. Use to_cpu \(T\) to copy the tensor to host memory first.$>
%! T = gpu_tensor (uint8 (ones (2)), "sim");
%! nd_imwrite (T, "x.png")
%!error id=ndarray:image-format nd_imwrite (1, "picture.gif")
%!error id=ndarray:dtype nd_imwrite (int16 (1), "x.png")
%!error id=ndarray:io nd_imwrite (1, "/no/such/folder/x.png")
%!error id=ndarray:invalid-argument nd_imwrite (ones (2, 3, 4), "x.jpg")
%!error id=ndarray:device-to-host
%! nd_imwrite (gpu_tensor (1, "sim"), "x.png");
