## Runs the examples of the help texts as they stand and compares what they show.
## Each @example is one test: its lines are run in a scope of their own, and what
## they print must be what the lines with @result{}, @print{} and the indented
## lines after these say; @error{} means that the code before it fails with that
## message (up to @dots{}).  White space does not count.  The examples of a
## chapter of the manual are one test: they run one after the other in one scope.
1;

## Each @example block of a help text, as a cell of lines without Texinfo.
function blocks = examples (text)
  blocks = {};
  for found = regexp (text, '@example\n(.*?)@end example', "tokens")
    block = regexprep (found{1}{1}, '@(end )?group\n', "");
    block = dedent (block);
    block = regexprep (block, '@(var|code|qcode|samp|env|file)\{([^{}]*)\}', '$2');
    block = strrep (block, "@dots{}", "...");
    block = regexprep (block, '@(result|print|error)\{\}', "\001$1\001");
    block = regexprep (block, '@([@{}])', '$1');
    blocks{end+1} = strsplit (regexprep (block, '\n$', ""), "\n", ...
                                "CollapseDelimiters", false);
  endfor
endfunction

## Takes the space away that every line begins with.
function text = dedent (text)
  indents = cellfun ("length", regexp (text, '^ *(?=\S)', "match", "lineanchors"));
  text = regexprep (text, sprintf ('^ {%d}', min (indents)), "", "lineanchors");
endfunction

## Splits a block into pieces of code and what each shows: {code, kind, text}.
function pieces = split_block (lines)
  pieces = cell (0, 3);
  code = kind = text = "";
  for line = lines
    [shown, rest] = shown_by (line{1});
    if (! isempty (shown))
      kind = shown;
      text = [text, " ", rest];
    elseif (! isempty (kind) && (isempty (line{1}) || isspace (line{1}(1))))
      text = [text, " ", line{1}];
    else
      if (! isempty (kind))
        pieces(end+1,:) = {code, kind, text};
        code = kind = text = "";
      endif
      code = [code, line{1}, "\n"];
    endif
  endfor
  pieces(end+1,:) = {code, kind, text};
endfunction

## [KIND, REST] = shown_by (LINE): after a mark, which one and what follows it.
function [kind, rest] = shown_by (line)
  found = regexp (line, '^\s*\001(\w+)\001(.*)$', "tokens", "once");
  kind = rest = "";
  if (! isempty (found))
    [kind, rest] = found{:};
  endif
endfunction

## Runs a block in this function's scope; returns why it failed, or nothing.
function why__ = run_block (lines__)
  why__ = "";
  for piece__ = split_block (lines__).'
    message__ = "";
    try
      output__ = evalc (piece__{1});
    catch failure__
      output__ = "";
      message__ = failure__.message;
    end_try_catch
    why__ = judge (piece__, output__, message__);
    if (! isempty (why__))
      return;
    endif
  endfor
endfunction

function why = judge (piece, output, message)
  squeezed = @(text) strtrim (regexprep (text, '\s+', " "));
  wanted = squeezed (piece{3});
  why = "";
  if (strcmp (piece{2}, "error"))
    wanted = regexprep (wanted, '^error: ', "");
    start = regexprep (wanted, ' *\.\.\.$', "");
    if (! strncmp (start, squeezed (message), numel (start))
        || (strcmp (start, wanted) && ! strcmp (wanted, squeezed (message))))
      why = sprintf ("error \"%s\", wanted \"%s\"", squeezed (message), wanted);
    endif
  elseif (! isempty (message))
    why = sprintf ("error: %s", message);
  elseif (! isempty (piece{2}) && ! strcmp (wanted, squeezed (output)))
    why = sprintf ("shows \"%s\", wanted \"%s\"", squeezed (output), wanted);
  endif
endfunction

## Pictures that the examples read.
function make_pictures ()
  [x, y] = meshgrid (0:95, 0:63);
  picture = uint8 (cat (3, 2 * x, 3 * y, 255 - x - y));
  nd_imwrite (picture, "photo.jpg");
  nd_imwrite (picture, "photo.png");
endfunction

## Runs blocks, one test each, and counts what passed and failed.
function counts = run_blocks (name, blocks)
  counts = [0, 0, 0];
  if (isempty (blocks))
    printf ("%s: no example\n", name);
    counts(2)++;
  endif
  for k = 1:numel (blocks)
    why = run_block (blocks{k});
    counts(1 + ! isempty (why))++;
    if (! isempty (why))
      printf ("%s, example %d: %s\n", name, k, why);
    endif
  endfor
endfunction

function counts = run_examples ()
  counts = [0, 0, 0];
  for name = public_functions ()
    counts += run_blocks (name{1}, examples (get_help_text (name{1})));
  endfor
  manual = fileparts (which ("public_functions"));
  for chapter = {"copies.texi", "compute.texi", "gpu.texi", "pictures.texi"}
    blocks = examples (fileread (fullfile (manual, chapter{1})));
    counts += run_blocks (chapter{1}, {[blocks{:}]});
  endfor
endfunction

try
  make_pictures ();
catch failure
  printf ("no pictures: %s\n", failure.message);
end_try_catch
printf ("@@ %d %d %d\n", run_examples ());
