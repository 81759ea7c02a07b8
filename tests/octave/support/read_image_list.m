## CASES = read_image_list (FOLDER)
##
## Read the list that make_images.py left in FOLDER; see image_cases.
function cases = read_image_list (folder)
  file = fopen (fullfile (folder, "list.txt"));
  list = textscan (file, "%s %s %s %f %f %f %s %s %s", "Delimiter", "\t");
  fclose (file);
  cases = struct ("name", list{1}, "file", fullfile (folder, list{1}),
                  "pixels", fullfile (folder, list{2}), "class", list{3},
                  "size", num2cell ([list{4:6}], 2), "mode", list{7},
                  "orientation", list{8}, "reference", list{9});
endfunction
