## [NAMES, SECTIONS] = public_functions ()
##
## What the package offers, as the file INDEX lists it: the names, and for each
## the title it stands under.
function [names, sections] = public_functions ()
  index = fullfile (fileparts (fileparts (mfilename ("fullpath"))), "INDEX");
  lines = strsplit (strtrim (fileread (index)), "\n")(2:end);
  names = sections = {};
  for line = lines
    if (isspace (line{1}(1)))
      found = strsplit (strtrim (line{1}), " ");
      names = [names, found];
      sections = [sections, repmat({section}, 1, numel (found))];
    else
      section = line{1};
    endif
  endfor
endfunction
