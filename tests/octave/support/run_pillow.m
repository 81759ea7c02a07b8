## DONE = run_pillow (FOLDER, NAME, ...)
##
## Let make_images.py fill FOLDER with image files and their pixels, or
## with the pixels that Pillow reads from the files NAME in it.
##
## DONE is false where there is no Pillow; any other failure is an error.
function done = run_pillow (folder, varargin)
  script = fullfile (fileparts (mfilename ("fullpath")), "make_images.py");
  arguments = sprintf (" \"%s\"", script, folder, varargin{:});
  ## Debian's own Python has Debian's Pillow; another one may come first.
  for python = {"/usr/bin/python3", "python3"}
    [status, output] = system ([python{1}, arguments, " 2>&1"]);
    done = status == 0;
    if (done)
      return;
    elseif (status != 77 && status != 127)
      error ("make_images.py failed: %s", output);
    endif
  endfor
endfunction
