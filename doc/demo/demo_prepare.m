## [DEVICE, PHOTO, FOLDER] = demo_prepare (WANTED, IMAGE, BUILD)
##
## Chooses the device and the picture and says which.
function [device, photo, folder] = demo_prepare (wanted, image, build)
  printf ("ndarray, the tour, on Octave %s.\n\n", version ());
  folder = fullfile (build, "demo");
  if (! isfolder (folder))
    mkdir (folder);
  endif

  device = choose_device (wanted);

  if (! isempty (image))
    photo = image;
    printf ("The picture is %s.\n", photo);
  else
    picture = scene ();
    photo = fullfile (folder, "scene.jpg");
    nd_imwrite (nd_array (picture), fullfile (folder, "scene.png"));
    nd_imwrite (nd_array (picture), photo, "quality", 95);
    printf ("The picture was drawn by the demo: %s and scene.png.\n", photo);
    printf ("`make demo IMAGE=photo.jpg` takes yours.\n");
  endif
endfunction

## WANTED, or the first GPU, or the simulated device.
function device = choose_device (wanted)
  device = wanted;
  if (isempty (wanted))
    try
      device = nd_device_info ("cuda").name;
    catch failure
      device = "sim:0";
      printf ("No GPU can be used here:\n  %s\n", failure.message);
    end_try_catch
  endif
  device = nd_device_info (device).name;
  if (strncmp (device, "sim", 3))
    printf ("This tour uses the simulated device %s: it has memory of its own and the\n", device);
    printf ("same rules as a GPU, but it is not faster than the CPU.\n");
  else
    printf ("This tour uses %s: %s.\n", device, nd_device_info (device).description);
  endif
endfunction
