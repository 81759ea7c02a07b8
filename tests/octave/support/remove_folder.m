## remove_folder (FOLDER)
##
## Remove a folder and what it holds, without asking.
function remove_folder (folder)
  confirm_recursive_rmdir (false, "local");
  rmdir (folder, "s");
endfunction
