## Runs tour.m as a lesson: each line of code, then what it shows.
##
## From the environment: IMAGE, a picture to use instead of drawing one; DEVICE,
## "sim" or "cuda"; ND_BUILD, the folder of the build.  Pictures go to
## build/demo.  It is a script, not a function: the links between the tour's
## variables live in the scope that makes them, and a lesson is read at the
## prompt.

demo_here = fileparts (mfilename ("fullpath"));
addpath (demo_here, fullfile (demo_here, "..", "..", "scripts"));
use_build ();
page_screen_output (false);

try
  [device, photo, demo_folder] = demo_prepare (getenv ("DEVICE"), getenv ("IMAGE"), ...
                                               fileparts (getenv ("ND_BUILD")));
  cd (demo_folder);
  for demo_line = demo_lines (fullfile (demo_here, "tour.m"))
    demo_text = demo_line{1};
    if (isempty (demo_text))
      printf ("\n");
    elseif (strncmp (demo_text, "## = ", 5))
      printf ("%s\n%s\n", demo_text(6:end), repmat ("-", 1, numel (demo_text) - 5));
    elseif (strncmp (demo_text, "##", 2))
      printf ("%s\n", demo_text(4:end));
    elseif (! isempty (regexp (demo_text, '# error$', "once")))
      printf (">> %s\n", regexprep (demo_text, '\s*# error$', ""));
      demo_failure = "";
      eval (demo_text, "demo_failure = lasterr ();");
      if (isempty (demo_failure))
        error ("the tour expected an error here");
      endif
      printf ("error: %s\n", demo_failure);
    else
      printf (">> %s\n", demo_text);
      eval (demo_text);
    endif
  endfor
  demo_goodbye (demo_folder);
catch demo_error
  fprintf (stderr, "error: %s\n", demo_error.message);
  exit (1);
end_try_catch
