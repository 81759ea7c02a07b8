## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {@var{x} =} nd_imread (@var{file})
## @deftypefnx {} {@var{x} =} nd_imread (@var{file}, @var{option}, @
## @var{value}, @dots{})
## @deftypefnx {} {[@var{x}, @var{info}] =} nd_imread (@dots{})
## Read a PNG or JPEG file into an nd array.
##
## @var{file} is the name of a file, looked for as it stands and then on
## Octave's load path; a leading @file{~} is the home folder.  What the file is
## follows from its content, not from its name.
##
## @var{x} is an nd array on the CPU that shares nothing.  Its size is height x
## width for a grey image, height x width x 2 for grey and alpha, x 3 for RGB
## and x 4 for RGBA.  Its class is @code{uint8}, or @code{uint16} for a PNG file
## of 16 bits per sample.
##
## @itemize
## @item
## A palette becomes RGB, or RGBA if one of its entries is transparent; a
## transparent color of a grey or RGB file becomes an alpha channel.
## @item
## Grey of 1, 2 or 4 bits is scaled to 0 @dots{} 255.
## @item
## CMYK and YCCK become RGB.  The samples are taken as inverted, which is how
## Adobe's programs, and with them nearly all others, write such files.
## @item
## Color profiles and gamma values are not applied: @var{x} holds the numbers
## that are stored.
## @item
## The image is turned as the file's EXIF orientation says.
## @end itemize
##
## Options, in any order and any case:
##
## @table @asis
## @item @qcode{"mode"}, @qcode{"gray"} | @qcode{"rgb"} | @qcode{"rgba"}
## Convert the image.  Alpha is dropped, or made opaque where there is none.
## Grey is ITU-R 601-2 luma in fixed point, as Pillow's @code{convert ("L")}
## computes it, rounded to the nearest integer; 16-bit samples use the same
## weights:
##
## @display
## floor ((19595 R + 38470 G + 7471 B + 32768) / 65536)
## @end display
##
## @item @qcode{"orientation"}, @qcode{"apply"} | @qcode{"ignore"}
## Whether to turn the image as its EXIF orientation says (the default).
##
## @item @qcode{"max_pixels"}, @var{n}
## Refuse files of more than @var{n} pixels (height times width).  The default
## is 2^28; @code{Inf} turns the limit off.  It is checked before memory is
## taken, so that a small file cannot ask for all of it.
## @end table
##
## @var{info} is a scalar structure with the fields
##
## @table @code
## @item format
## @qcode{"png"} or @qcode{"jpeg"}.
## @item size
## The size of @var{x}.
## @item source
## What the file holds, a structure: @code{color_type} (@qcode{"gray"},
## @qcode{"gray-alpha"}, @qcode{"rgb"}, @qcode{"rgb-alpha"},
## @qcode{"palette"}, @qcode{"ycbcr"}, @qcode{"cmyk"} or @qcode{"ycck"}),
## @code{bit_depth} (of a sample, or of an index into the palette),
## @code{palette} (number of entries, 0 without one), @code{alpha} and
## @code{interlace} (true or false; a progressive JPEG is interlaced),
## @code{orientation} (1 to 8) and @code{size} (rows and columns as stored).
## @item applied
## What was done to the pixels, a cell row of strings in the order of doing;
## empty if nothing was.
## @end table
##
## A file that is missing or unreadable raises @code{ndarray:io}, one that is
## neither PNG nor JPEG @code{ndarray:image-format}, one over the limit
## @code{ndarray:image-too-large}, and one that is damaged or cut off
## @code{ndarray:image-corrupt}, with the byte and row where that was noticed;
## there is no array of half an image.
##
## Sources: ``Portable Network Graphics Specification'', second edition;
## ITU-T T.81 and T.871 (JPEG, JFIF); JEITA CP-3451 (EXIF 2.3); ITU-R BT.601-7
## for the luma weights.
##
## @example
## @group
## file = [tempname(), ".png"];
## nd_imwrite (uint8 (magic (4)), file);
## [x, info] = nd_imread (file);
## x(1,:)
##   @result{} ans = 1x4 uint8 ndarray on cpu
##      16   2   3  13
## info.source.color_type
##   @result{} ans = gray
## delete (file);
## @end group
## @end example
## @seealso{nd_imwrite, nd_array, gpu_tensor, imread}
## @end deftypefn

function [x, info] = nd_imread (file, varargin)

  if (nargin < 1)
    print_usage ();
  endif

  if (ischar (file) && isrow (file))
    file = find_file (file);
  endif

  if (nargout > 1)
    [x, info] = __nd__ ("imread", file, varargin{:});
  else
    x = __nd__ ("imread", file, varargin{:});
  endif

endfunction

## The name under which the file is found; as it was given where it is not.
function file = find_file (file)

  file = tilde_expand (file);
  if (isempty (stat (file)))
    found = file_in_loadpath (file);
    if (! isempty (found))
      file = found;
    endif
  endif

endfunction

%!function file = write_bytes (bytes)
%!  file = [tempname(), ".png"];
%!  f = fopen (file, "w");
%!  fwrite (f, bytes);
%!  fclose (f);
%!endfunction

%!function bytes = read_bytes (file)
%!  f = fopen (file);
%!  bytes = fread (f, Inf, "uint8=>uint8")';
%!  fclose (f);
%!endfunction

%!function read_damaged (bytes)
%!  file = write_bytes (bytes);
%!  unwind_protect
%!    nd_imread (file);
%!  unwind_protect_cleanup
%!    delete (file);
%!  end_unwind_protect
%!endfunction

%!function png = some_png (x)
%!  file = [tempname(), ".png"];
%!  nd_imwrite (x, file);
%!  png = read_bytes (file);
%!  delete (file);
%!endfunction

%!test # sizes and classes of what comes back
%! file = [tempname(), ".png"];
%! unwind_protect
%!   for channels = 1:4
%!     for class = {"uint8", "uint16"}
%!       m = cast (rand (5, 7, channels) * 65535, class{1});
%!       nd_imwrite (m, file);
%!       x = nd_imread (file);
%!       assert (isndarray (x));
%!       assert (full (x), m);
%!     endfor
%!   endfor
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect
%!test # the content decides, not the name
%! file = write_bytes (some_png (uint8 (magic (4))));
%! movefile (file, [file ".jpg"]);
%! [x, info] = nd_imread ([file ".jpg"]);
%! delete ([file ".jpg"]);
%! assert (full (x), uint8 (magic (4)));
%! assert (info.format, "png");
%!test # info says what the file holds and what was done
%! file = write_bytes (some_png (repmat (uint8 (magic (4)), [1, 2, 3])));
%! [x, info] = nd_imread (file, "mode", "gray");
%! delete (file);
%! assert (full (x), repmat (uint8 (magic (4)), 1, 2));
%! assert (info.format, "png");
%! assert (info.size, [4, 8]);
%! assert (info.applied, {"converted to gray"});
%! assert (info.source,
%!         struct ("color_type", "rgb", "bit_depth", 8, "palette", 0,
%!                 "alpha", false, "interlace", false, "orientation", 1,
%!                 "size", [4, 8]));
%!test # the result is writable and its own
%! file = write_bytes (some_png (uint8 (magic (4))));
%! x = nd_imread (file);
%! delete (file);
%! y = x;
%! x(1) = 99;
%! assert (full (x)(1), uint8 (99));
%! assert (full (y), uint8 (magic (4)));
%!test # luma of the primary colors
%! file = write_bytes (some_png (cat (3, uint8 ([255, 0, 0]),
%!                                    uint8 ([0, 255, 0]),
%!                                    uint8 ([0, 0, 255]))));
%! assert (full (nd_imread (file, "mode", "gray")), uint8 ([76, 150, 29]));
%! assert (size (nd_imread (file, "mode", "rgba")), [1, 3, 4]);
%! delete (file);
%!test # the limit counts pixels, and may be met
%! file = write_bytes (some_png (uint8 (magic (4))));
%! assert (size (nd_imread (file, "max_pixels", 16)), [4, 4]);
%! assert (size (nd_imread (file, "max_pixels", Inf)), [4, 4]);
%! delete (file);

%!error <Invalid call to nd_imread> nd_imread ()
%!error <^cannot read /no/such/file.png: No such file or directory. Use ls \(\) to see the files of the current folder.$>
%! nd_imread ("/no/such/file.png")
%!error <^cannot read : No such file or directory> nd_imread ("")
%!error <^the name of the image file must be a string$>
%! nd_imread (["a.png"; "b.png"]);
%!error <^the name of the image file must be a string$>
%! nd_imread (3)
%!error <^unknown option "size"; use "mode", "gray" \| "rgb" \| "rgba"; "orientation", "apply" \| "ignore"; "max_pixels", N$>
%! nd_imread ("x.png", "size", 3)
%!error <^options come in pairs of a name and a value: "mode", "gray" \| "rgb" \| "rgba"; "orientation", "apply" \| "ignore"; "max_pixels", N$>
%! nd_imread ("x.png", "mode")
%!error <^the value of option "mode" must be "gray", "rgb" or "rgba", not "cmyk"$>
%! nd_imread ("x.png", "mode", "cmyk")
%!error <^the value of option "mode" must be a string$>
%! nd_imread ("x.png", "mode", 3)
%!error <^the value of option "orientation" must be "apply" or "ignore", not "up"$>
%! nd_imread ("x.png", "orientation", "up")
%!error <^the value of option "max_pixels" must be at least 1$>
%! nd_imread ("x.png", "max_pixels", 0)
%!error <^the value of option "max_pixels" must be at least 1$>
%! nd_imread ("x.png", "max_pixels", NaN)
%!error <^cannot read /: Is a directory.$>
%! nd_imread ("/")
%!error <^.*.png is neither a PNG nor a JPEG file but something else. Use imread for other formats.$>
%! read_damaged ("hello")
%!error <^.*.png is neither a PNG nor a JPEG file but empty. Use imread for other formats.$>
%! read_damaged ("")
%!error <^.*.png is neither a PNG nor a JPEG file but a GIF image. Use imread for other formats.$>
%! read_damaged ("GIF89a")
%!error <^.*.png is a damaged PNG file: it ends too early \(byte 40 of 40\). Nothing was read; get an intact copy.$>
%! read_damaged (some_png (uint8 (magic (4)))(1:40))
%!error <^.*.png holds 4x5 pixels \(height x width\), 20 together; the limit is 19. Use nd_imread \(file, "max_pixels", 20\) to read it all the same.$>
%! file = write_bytes (some_png (zeros (4, 5, "uint8")));
%! unwind_protect
%!   nd_imread (file, "max_pixels", 19);
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect
%!error id=ndarray:io nd_imread ("/no/such/file.png")
%!error id=ndarray:invalid-argument nd_imread (3)
%!error id=ndarray:image-format read_damaged ("hello")
%!error id=ndarray:image-corrupt
%! read_damaged (some_png (uint8 (magic (4)))(1:40))
%!error id=ndarray:image-too-large
%! file = write_bytes (some_png (zeros (4, 5, "uint8")));
%! unwind_protect
%!   nd_imread (file, "max_pixels", 19);
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect
