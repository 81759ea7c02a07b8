## Makes the manual: build/doc/index.html and a page per function.  The chapters
## are the .texi files here; the functions' pages are their help texts, and the
## coverage table is what tests/octave/functions_test.m found.
1;

function write_text (file, varargin)
  f = fopen (file, "w");
  fprintf (f, varargin{:});
  fclose (f);
endfunction

## The help text of a function as Texinfo, the names after @seealso as links.
function text = help_page (name, public)
  [text, format] = get_help_text (name);
  if (! strcmp (format, "texinfo"))
    error ("manual: %s has no help text in Texinfo", name);
  endif
  text = strrep (text, "-*- texinfo -*-", "");
  text = regexprep (text, '^ ', '', "lineanchors"); # the space after the comment signs
  text = regexprep (text, '@deftypefn(x?) +\{\}', '@deftypefn$1 {Function}');
  [list, before, after] = regexp (text, '@seealso\{([^}]*)\}', "tokens", ...
                                  "start", "end");
  for k = numel (list):-1:1
    links = strtrim (strsplit (list{k}{1}, ","));
    known = ismember (links, public);
    links(known) = strcat ("@ref{", links(known), "}");
    text = [text(1:before(k) - 1), "\n@strong{See also:} ", ...
            strjoin(links, ", "), ".\n", text(after(k) + 1:end)];
  endfor
endfunction

## The first sentence of a help text: what follows the @deftypefn lines.
function sentence = summary (text)
  lines = strsplit (strtrim (text), "\n");
  lines(strncmp (strtrim (lines), "@deftypefn", 10)) = [];
  paragraph = strjoin (strtrim (lines), " ");
  sentence = regexp (strtrim (paragraph), '^.*?\.(?=\s|$)', "match", "once");
endfunction

function write_functions (file)
  [names, sections] = public_functions ();
  menu = table = pages = "";
  previous = "";
  for k = 1:numel (names)
    page = help_page (names{k}, names);
    if (! strcmp (previous, sections{k}))
      table = [table, sprintf("@item @strong{%s} @tab\n", sections{k})];
      previous = sections{k};
    endif
    table = [table, sprintf("@item @ref{%s} @tab %s\n", names{k}, summary (page))];
    menu = [menu, sprintf("* %s::\n", names{k})];
    pages = [pages, sprintf("@node %s\n@section %s\n\n", names{k}, names{k}), page, "\n"];
  endfor
  write_text (file, ["@node Functions\n@chapter Functions\n\n@multitable @columnfractions .3 .7\n", ...
                     "%s@end multitable\n\n@menu\n%s@end menu\n\n%s"], table, menu, pages);
endfunction

## The table of functions_test.m as Texinfo; `file` has tab-separated columns.
function write_coverage (file, found)
  lines = strsplit (regexprep (fileread (found), '\n$', ""), "\n");
  text = "";
  previous = "";
  for line = lines(2:end)
    cells = strsplit (line{1}, "\t", "CollapseDelimiters", false);
    cells = regexprep (cells, '([@{}])', '@$1');
    if (! strcmp (previous, cells{1}))
      if (! isempty (previous))
        text = [text, "@end multitable\n"];
      endif
      text = [text, sprintf(["\n@heading %s\n@multitable @columnfractions .14 .24 .22 .08 .08 .08 .16\n", ...
                             "@headitem function @tab tried as @tab classes @tab CPU @tab sim @tab CUDA @tab remark\n"], ...
                            cells{1})];
      previous = cells{1};
    endif
    text = [text, sprintf("@item @code{%s} @tab @code{%s} @tab %s @tab %s @tab %s @tab %s @tab %s\n", cells{2:8})];
  endfor
  write_text (file, ["@node Coverage\n@chapter Coverage\n\n", ...
    "Every function below was called with ordinary matrices, with nd arrays on the\n", ...
    "CPU, and with arrays on a simulated device (Octave %s), for many classes and\n", ...
    "shapes.  What runs there runs on CUDA devices, too, by way of the same programs\n", ...
    "(tested on the stand-in for CUDA's driver), but for what only Octave's own\n", ...
    "libraries have.  On the CPU the results are equal to Octave's, except where a\n", ...
    "remark says so.  On a device a function runs there, or raises an error that says\n", ...
    "what to do (``partly'': it runs for some classes or shapes); it never gives a wrong\n", ...
    "answer.\n%s@end multitable\n"], version (), text);
endfunction

## Runs the test in an Octave of its own; it writes what it found to a file.
function try_every_function (here, file)
  test = fullfile (here, "..", "tests", "octave", "functions_test.m");
  code = sprintf ("addpath ('%s'); use_build (); run ('%s');", ...
                  fullfile (here, "..", "scripts"), test);
  setenv ("ND_TEST_COVERAGE", file);
  [~, output] = system (["octave-cli --no-history --norc --quiet --eval \"" code "\" 2>&1"]);
  if (! exist (file, "file"))
    error ("manual: functions_test.m wrote no table:\n%s", output);
  endif
endfunction

function make_manual (here, build, folder)
  if (! isfolder (folder))
    mkdir (folder);
  endif
  write_text (fullfile (folder, "version.texi"), "@set VERSION %s\n", ...
              regexp (fileread (fullfile (here, "..", "DESCRIPTION")), ...
                      'Version: (\S+)', "tokens", "once"){1});
  write_functions (fullfile (folder, "functions.texi"));
  found = fullfile (build, "coverage.tsv");
  if (! exist (found, "file"))
    printf ("Trying every function for the coverage table ...\n");
    try_every_function (here, found);
  endif
  write_coverage (fullfile (folder, "coverage.texi"), found);
  figures (folder);
  copyfile (fullfile (here, "manual.css"), folder);
  command = sprintf (["cd '%s' && makeinfo --html --split=node -I '%s' -I . ", ...
                      "--css-ref=manual.css -o . '%s'"], folder, here, ...
                     fullfile (here, "ndarray.texi"));
  [status, output] = system (command);
  printf ("%s", output);
  if (status != 0)
    error ("manual: makeinfo failed");
  endif
  delete (fullfile (folder, "*.texi"));
endfunction

here = fileparts (mfilename ("fullpath"));
addpath (here, fullfile (here, "..", "scripts"));
use_build ();
make_manual (here, getenv ("ND_BUILD"), fullfile (fileparts (getenv ("ND_BUILD")), "doc"));
