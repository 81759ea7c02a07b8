## demo_goodbye (FOLDER): names the pictures that the tour wrote.
function demo_goodbye (folder)
  printf ("\nPictures in %s:\n", folder);
  for file = {"framed.png", "mirrored.jpg", "negative.png"}
    info = dir (fullfile (folder, file{1}));
    printf ("  %-14s %8d bytes\n", file{1}, info.bytes);
  endfor
endfunction
