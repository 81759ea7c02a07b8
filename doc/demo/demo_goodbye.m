## demo_goodbye (FOLDER): names the pictures of the tour.
function demo_goodbye (folder)
  top = fileparts (fileparts (folder));
  printf ("\nThe pictures are in %s:\n", strrep (folder, [top, filesep], ""));
  files = [dir(fullfile (folder, "*.jpg")); dir(fullfile (folder, "*.png"))];
  for file = files.'
    printf ("  %-14s %8d bytes\n", file.name, file.bytes);
  endfor
endfunction
