## LINES = demo_lines (FILE)
##
## The lines of the tour in FILE, from its first heading on, as a row of
## strings.
function lines = demo_lines (file)
  lines = strsplit (strtrim (fileread (file)), "\n", "CollapseDelimiters", false);
  headings = find (strncmp (lines, "## = ", 5));
  lines = lines(headings(1):end);
endfunction
