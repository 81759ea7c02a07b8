## package: no
## A file that holds an nd array, where the package is not loaded.
file = tempname ();
f = fopen (file, "w");
fprintf (f, "# name: a\n# type: ndarray\n# device: cpu\n# type: matrix\n");
fprintf (f, "# rows: 1\n# columns: 1\n 5\n");
fclose (f);
try
  load (file);
catch
  ## Octave says that it does not know the type.
end_try_catch
delete (file);
disp ("fine")
