## demo_goodbye (FOLDER): names the pictures of the tour, newest last.
function demo_goodbye (folder)
  printf ("\nThe pictures are in %s:\n", folder);
  files = [dir(fullfile (folder, "*.jpg")); dir(fullfile (folder, "*.png"))];
  [~, order] = sort ([files.datenum]);
  for file = files(order).'
    printf ("  %-14s %8d bytes\n", file.name, file.bytes);
  endfor
endfunction
