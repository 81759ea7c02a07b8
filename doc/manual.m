## Makes the manual: build/doc/index.html and a page per function.  The chapters
## are the .texi files here; the functions' pages are their help texts, and the
## coverage table is what scripts/coverage found.
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

## What functions_test.m wrote: a row of seven texts per row of its table.
function cells = read_coverage (file)
  lines = strsplit (regexprep (fileread (file), '\n$', ""), "\n")(2:end).';
  cells = cellfun (@(line) strsplit (line, "\t", "CollapseDelimiters", false), ...
                   lines, "UniformOutput", false);
  cells = vertcat (cells{:});
endfunction

## How the calls in `cells` went on CUDA, as far as `file` says.
function column = on_cuda (cells, file)
  tried = read_coverage (file);
  [is_there, at] = ismember (strcat (cells(:,2), "\t", cells(:,3)), ...
                             strcat (tried(:,2), "\t", tried(:,3)));
  column = repmat ({"not tried"}, rows (cells), 1);
  column(is_there) = tried(at(is_there),6);
endfunction

function text = coverage_section (title, heads, cells)
  widths = [.14, .24, .22, repmat(.08, 1, numel (heads) - 4), .16];
  widths = strtrim (sprintf ("%g ", widths));
  cells(:,1:2) = strcat ("@code{", cells(:,1:2), "}");
  lines = cellfun (@(row) strjoin (row, " @tab "), num2cell (cells, 2), ...
                   "UniformOutput", false);
  text = [sprintf("\n@heading %s\n@multitable @columnfractions %s\n", title, widths), ...
          "@headitem ", strjoin(heads, " @tab "), "\n", ...
          sprintf("@item %s\n", lines{:}), "@end multitable\n"];
endfunction

## The tables that scripts/coverage made, as Texinfo.
function write_coverage (file, build)
  cells = read_coverage (fullfile (build, "coverage.tsv"));
  heads = {"function", "tried as", "classes", "CPU", "sim", "remark"};
  where = "with arrays on a simulated device";
  note = ["CUDA devices were not tried: where the stand-in for CUDA's driver is built\n", ...
          "(@code{make standin}), this table has a column for it.\n"];
  cuda = fullfile (build, "coverage-cuda.tsv");
  if (exist (cuda, "file"))
    cells = [cells(:,1:6), on_cuda(cells, cuda), cells(:,7)];
    heads = {heads{1:5}, "CUDA", heads{6}};
    where = [where, " and on a CUDA device"];
    note = ["The CUDA device was that of the stand-in for CUDA's driver, which runs the\n", ...
            "generated kernels on the CPU.\n"];
  endif
  cells = regexprep (cells, '([@{}])', '@$1');
  text = "";
  for section = unique (cells(:,1), "stable").'
    own = cells(strcmp (cells(:,1), section{1}),2:end);
    text = [text, coverage_section(section{1}, heads, own)];
  endfor
  write_text (file, ["@node Coverage\n@chapter Coverage\n\n", ...
    "Every function below was called with ordinary matrices, with nd arrays on the\n", ...
    "CPU, and %s (Octave %s), for many\n", ...
    "classes and shapes.  On the CPU the results are equal to Octave's, except where\n", ...
    "a remark says so.  On a device a function runs there, or raises an error that\n", ...
    "says what to do (``partly'': it runs for some classes or shapes); it never gives\n", ...
    "a wrong answer.\n%s\nThree ways of calling pass by the functions of this package, because Octave does\n", ...
    "not ask there what the arguments are; they end in Octave's own type error:\n\n", ...
    "@itemize\n@item a function that is named by a text, as in @code{cellfun (\"max\", c)} or\n", ...
    "@code{builtin (\"sum\", a)}: give a handle, @code{cellfun (@@max, c)};\n", ...
    "@item @code{accumarray} with a cell of subscripts that are nd arrays, and ordinary\n", ...
    "values: give @code{[i(:), j(:)]} instead of @code{@{i, j@}};\n", ...
    "@item @code{bitand}, @code{bitor} and @code{bitxor} of a CPU array of one integer, and no\n", ...
    "larger one beside it: give @code{full (a)}.\n@end itemize\n\n", ...
    "@code{cellfun (\"isclass\", c, \"double\")} does not ask either, and is false:\n", ...
    "@code{cellfun (@@(x) isa (x, \"double\"), c)} is what you want.\n\n%s"], where, version (), note, text);
endfunction

function make_manual (here, build, folder)
  if (! isfolder (folder))
    mkdir (folder);
  endif
  write_text (fullfile (folder, "version.texi"), "@set VERSION %s\n", ...
              regexp (fileread (fullfile (here, "..", "DESCRIPTION")), ...
                      'Version: (\S+)', "tokens", "once"){1});
  write_functions (fullfile (folder, "functions.texi"));
  write_coverage (fullfile (folder, "coverage.texi"), build);
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
