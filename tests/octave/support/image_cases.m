## CASES = image_cases ()
##
## Image files of every kind and the pixels that must be read from them, made by
## make_images.py with Pillow; empty where there is no Pillow.
##
## CASES is a structure array with the fields name (of the image file, without
## its folder), file, pixels (file of raw samples), class, size, mode,
## orientation and reference.  The files are made once and removed when Octave
## ends.
function cases = image_cases ()
  persistent folder = "";
  persistent cleanup = [];
  persistent all_cases = [];
  if (isempty (folder))
    folder = tempname ();
    mkdir (folder);
    cleanup = onCleanup (@() remove_folder (folder));
    if (run_pillow (folder))
      all_cases = read_image_list (folder);
    endif
  endif
  cases = all_cases;
endfunction
