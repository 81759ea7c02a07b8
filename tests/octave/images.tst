## Image files of every kind, compared pixel for pixel with Pillow and with the
## values that were written.  Without Pillow (python3-pil) most of these tests
## are counted as skipped.

%!shared top
%! top = getenv ("ND_TEST_TOP");
%! addpath (fullfile (top, "tests", "octave", "support"));

## What info says of the image called NAME, read with these options.
%!function [source, applied] = look (name, varargin)
%!  cases = image_cases ();
%!  file = cases(find (strcmp ({cases.name}, name), 1)).file;
%!  [~, info] = nd_imread (file, varargin{:});
%!  source = info.source;
%!  applied = info.applied;
%!endfunction

## The photos that are there to try things with.
%!function files = photos ()
%!  folder = fullfile (getenv ("ND_TEST_TOP"), "..", "shared", "data");
%!  files = fullfile (folder, {"hopper.jpg", "flower.jpg"});
%!  files = files(cellfun (@(f) exist (f, "file") == 2, files));
%!endfunction

## ---- reading
## -----------------------------------------------------------------

%!testif ; ! isempty (image_cases ()) # PNG, grey, every depth
%! check_images ('^c0-d\d+-i0-\d+x\d+.png$');
%!testif ; ! isempty (image_cases ()) # PNG, RGB
%! check_images ('^c2-d\d+-i0-\d+x\d+.png$');
%!testif ; ! isempty (image_cases ()) # PNG, palette, every depth
%! check_images ('^c3-d\d-i0-\d+x\d+.png$');
%!testif ; ! isempty (image_cases ()) # PNG, grey and alpha
%! check_images ('^c4-d\d+-i0-\d+x\d+.png$');
%!testif ; ! isempty (image_cases ()) # PNG, RGBA
%! check_images ('^c6-d\d+-i0-\d+x\d+.png$');
%!testif ; ! isempty (image_cases ()) # interlaced PNG, every color type and depth
%! check_images ('^c\d-d\d+-i1-\d+x\d+.png$');
%!testif ; ! isempty (image_cases ()) # a transparent color becomes alpha
%! check_images ('^c[02]-d\d+-i.-\d+x\d+-trns.png$');
%!testif ; ! isempty (image_cases ()) # a palette with transparent entries is RGBA
%! check_images ('^c3-d\d-i.-\d+x\d+-trns.png$');
%!testif ; ! isempty (image_cases ()) # one whose entries are all opaque is RGB
%! check_images ('^c3-d\d-i.-\d+x\d+-opaque.png$');
%!testif ; ! isempty (image_cases ()) # a palette shorter than its depth allows
%! check_images ('^short-palette.png$');
%!testif ; ! isempty (image_cases ()) # gamma is not applied
%! check_images ('^c\d-d\d+-i.-\d+x\d+-gamma.png$');
%!testif ; ! isempty (image_cases ()) # JPEG, grey
%! check_images ('^gray-\d+x\d+.jpg$');
%!testif ; ! isempty (image_cases ()) # JPEG, RGB, each chroma subsampling
%! check_images ('^rgb-s\d-p0-\d+x\d+.jpg$');
%!testif ; ! isempty (image_cases ()) # JPEG that stores RGB
%! check_images ('^rgb-adobe-\d+x\d+.jpg$');
%!testif ; ! isempty (image_cases ()) # progressive JPEG
%! check_images ('^(gray-progressive|rgb-s\d-p1)-\d+x\d+.jpg$');
%!testif ; ! isempty (image_cases ()) # JPEG, CMYK with and without Adobe's marker
%! check_images ('^cmyk(-adobe|-plain|-progressive|)-\d+x\d+.jpg$');
%!testif ; ! isempty (image_cases ()) # JPEG, YCCK
%! check_images ('^ycck-(adobe|progressive)-\d+x\d+.jpg$');
%!testif ; ! isempty (image_cases ()) # all orientations of a JPEG, and values that are none
%! check_images ('^orientation-\d-\d-(little|big).jpeg$');
%!testif ; ! isempty (image_cases ()) # all orientations of a PNG
%! check_images ('^orientation-\d-\d-(little|big).png$');
%!testif ; ! isempty (image_cases ()) # every mode from every kind
%! check_images ('^mode.*$');

%!testif ; ! isempty (image_cases ()) # info tells what the file held and what was done
%! [source, applied] = look ("c3-d2-i1-13x17-trns.png");
%! assert (source, struct ("color_type", "palette", "bit_depth", 2,
%!                         "palette", 4, "alpha", true, "interlace", true,
%!                         "orientation", 1, "size", [13, 17]));
%! assert (applied, {"palette to rgba"});
%! [source, applied] = look ("c0-d4-i0-13x17-trns.png", "mode", "rgba");
%! assert (source.color_type, "gray");
%! assert (source.bit_depth, 4);
%! assert (applied, {"scaled to 8 bits", "transparent color to alpha", ...
%!                   "converted to rgba"});
%! [source, applied] = look ("c6-d16-i0-13x17.png");
%! assert (source.color_type, "rgb-alpha");
%! assert (source.bit_depth, 16);
%! assert (isempty (applied));
%! [source, applied] = look ("ycck-progressive-17x13.jpg");
%! assert (source.color_type, "ycck");
%! assert (source.interlace);
%! assert (applied, {"ycck to rgb"});
%! [source, applied] = look ("orientation-6-3-big.jpeg");
%! assert (source.orientation, 6);
%! assert (applied, {"ycbcr to rgb", ...
%!                   "rotated by 90 degrees clockwise (orientation 6)"});
%! [source, applied] = look ("orientation-6-3-big.jpeg",
%!                            "orientation", "ignore");
%! assert (source.orientation, 6);
%! assert (applied, {"ycbcr to rgb"});

%!testif ; ! isempty (photos ()) # photos, compared with Octave's own imread
%! for file = photos ()
%!   assert (full (nd_imread (file{1})), imread (file{1}));
%! endfor

## ---- writing
## -----------------------------------------------------------------

%!testif ; ! isempty (image_cases ()) # Pillow reads what nd_imwrite wrote
%! folder = tempname ();
%! mkdir (folder);
%! a = nd_array (uint8 (rand (23, 31, 4) * 255));
%! images = {a(:,:,1), a(:,:,1:2), a(:,:,1:3), a, permute(a, [2, 1, 3]), ...
%!           nd_view(a, 23:-2:1, 31:-1:1, ...
%!                   4:-1:1), a(1,1), a(1,:), a(:,1,1:3), ...
%!           uint16(a(:,:,1)) * 257, full(a), a(:,:,1) > 128};
%! unwind_protect
%!   for i = 1:numel (images)
%!     names{i} = sprintf ("%d.png", i);
%!     nd_imwrite (images{i}, fullfile (folder, names{i}));
%!   endfor
%!   run_pillow (folder, names{:});
%!   cases = read_image_list (folder);
%!   pixels = arrayfun (@expected_pixels, cases, "UniformOutput", false);
%! unwind_protect_cleanup
%!   remove_folder (folder);
%! end_unwind_protect
%! assert (numel (pixels), numel (images));
%! for i = 1:numel (images)
%!   wanted = full (images{i});
%!   if (islogical (wanted))
%!     wanted = uint8 (wanted) * 255;
%!   endif
%!   assert (isequal (pixels{i}, wanted), "%s", names{i});
%! endfor

%!test # Octave's imread reads what nd_imwrite wrote, and the other way round
%! file = [tempname(), ".png"];
%! unwind_protect
%!   m = uint8 (rand (12, 17, 3) * 255);
%!   nd_imwrite (nd_array (m), file);
%!   assert (imread (file), m);
%!   m = uint16 (rand (12, 17, 3) * 65535);
%!   imwrite (m, file);
%!   assert (full (nd_imread (file)), m);
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect

%!test # a file keeps its permissions, a symbolic link stays one
%! folder = tempname ();
%! mkdir (folder);
%! file = fullfile (folder, "x.png");
%! link = fullfile (folder, "link.png");
%! unwind_protect
%!   nd_imwrite (uint8 (1), file);
%!   system (sprintf ("chmod 640 '%s'", file));
%!   symlink (file, link);
%!   nd_imwrite (uint8 (2), link);
%!   assert (S_ISLNK (lstat (link).mode));
%!   assert (bitand (stat (file).mode, 511), 6 * 64 + 4 * 8);
%!   assert (full (nd_imread (file)), uint8 (2));
%! unwind_protect_cleanup
%!   remove_folder (folder);
%! end_unwind_protect

## ---- arrays that were read
## ---------------------------------------------------

%!test # an image read is an array like any other: sharing, views, devices
%! file = [tempname(), ".png"];
%! m = uint8 (rand (10, 14, 3) * 255);
%! unwind_protect
%!   nd_imwrite (m, file);
%!   img = nd_imread (file);
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect
%! assert (class (img), "uint8");
%! assert (size (img), [10, 14, 3]);
%! assert (nd_info (img).linked, 0);
%! assert (! nd_info (img).borrowed);
%! t = gpu_tensor (img, "sim", "dtype", "single");
%! assert (gather (t), single (m));
%! red = nd_view (img, ":", ":", 1);
%! red(:) = 0;
%! assert (nnz (img(:,:,1)), 0);
%! assert (full (img(:,:,2:3)), m(:,:,2:3));
%! img(2,3,:) = 7;
%! assert (squeeze (full (img(2,3,:))), uint8 ([7; 7; 7]));
%! assert (full (img(:,:,3).'), full (img)(:,:,3).');

%!test # a picture goes to a device, is worked on there and comes back to be written
%! file = [tempname(), ".png"];
%! m = uint8 (rand (10, 14, 3) * 255);
%! unwind_protect
%!   nd_imwrite (m, file);
%!   t = gpu_tensor (nd_imread (file), "sim");
%!   assert (t.device, "sim:0");
%!   assert (raises ("nd_imwrite (t, file)"), "ndarray:device-to-host");
%!   assert (full (nd_imread (file)), m);
%!   nd_imwrite (to_cpu (255 - permute (t, [2, 1, 3])), file);
%!   assert (imread (file), 255 - permute (m, [2, 1, 3]));
%! unwind_protect_cleanup
%!   delete (file);
%! end_unwind_protect
