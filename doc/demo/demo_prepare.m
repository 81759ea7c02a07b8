## [DEVICE, PHOTO, FOLDER] = demo_prepare (WANTED, IMAGE, BUILD)
##
## Chooses the device and the picture and says which.  Pictures are written to
## FOLDER, where the tour runs.
function [device, photo, folder] = demo_prepare (wanted, image, build)
  printf ("ndarray: the tour, on Octave %s\n\n", version ());
  device = choose_device (wanted);

  folder = fullfile (build, "demo");
  if (! isfolder (folder))
    mkdir (folder);
  endif
  cellfun (@delete, glob (fullfile (folder, {"*.png", "*.jpg"})));
  if (! isempty (image))
    photo = make_absolute_filename (image);
    say (["The picture is " image "."]);
  else
    photo = "scene.jpg";
    picture = nd_array (scene ());
    nd_imwrite (picture, fullfile (folder, "scene.png"));
    nd_imwrite (picture, fullfile (folder, photo), "quality", 95);
    say (["The picture, scene.jpg, was drawn by the demo; ", ...
          "`make demo IMAGE=photo.jpg` takes yours."]);
  endif
  printf ("\n");
endfunction

## WANTED, or the first GPU, or the simulated device.
function device = choose_device (wanted)
  device = wanted;
  if (isempty (wanted))
    try
      device = nd_device_info ("cuda").name;
    catch failure
      device = "sim:0";
      say (["No GPU can be used here. (" failure.message ")"]);
    end_try_catch
  endif
  info = nd_device_info (device);
  device = info.name;
  if (strcmp (info.kind, "sim"))
    say (["The tour uses the simulated device " device ": it has memory of its ", ...
          "own and the same rules as a GPU, but it is no faster than the CPU."]);
  else
    say (["The tour uses " device ": " info.description "."]);
  endif
endfunction

## Prints a paragraph in lines of at most 78 characters.
function say (text)
  printf ("%s", regexprep (text, '(.{1,78})(\s+|$)', "$1\n"));
endfunction
