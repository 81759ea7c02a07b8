## Puts what `make demo` prints and what `make bench` found last into README.md,
## between the marks <!-- tour --> and <!-- bench -->, and between <!-- gpu -->
## and its end what `tests/gpu/run.sh figures` found on a card, each where its
## file is there:
##
##   make demo >build/demo.txt && make bench && octave-cli scripts/readme.m
1;

function text = put_between (text, mark, inside)
  opening = sprintf ("<!-- %s -->\n", mark);
  closing = sprintf ("<!-- end of %s -->", mark);
  from = strfind (text, opening) + numel (opening) - 1;
  to = strfind (text, closing);
  text = [text(1:from), "\n", inside, "\n", text(to:end)];
endfunction

## What the demo printed, indented as code, without what the build printed.
function text = tour (file)
  printed = fileread (file);
  printed = printed(strfind (printed, "ndarray: the tour"):end);
  lines = strsplit (strtrim (printed), "\n", "CollapseDelimiters", false);
  filled = ! cellfun ("isempty", lines);
  lines(filled) = strcat ({"    "}, lines(filled));
  text = [strjoin(lines, "\n"), "\n"];
endfunction

## Two tables: single figures, then comparisons, in which a line has what was
## found with doubles and with singles.
function text = bench (file)
  figures = jsondecode (fileread (file)).figures;
  compared = ! cellfun ("isempty", {figures.against});
  text = ["| figure | measured | target |\n| --- | --- | --- |\n", ...
          single_figures(figures(! compared)), ...
          "\n| work | to | at most | ratio | times |\n| --- | --- | --- | --- | --- |\n", ...
          comparisons(figures(compared))];
endfunction

function text = single_figures (figures)
  text = "";
  for row = figures(:).'
    target = "";
    if (! isempty (row.target))
      target = sprintf ("at most %g: %s", row.target, verdict (row));
    endif
    detail = row.detail;
    if (! isempty (detail))
      detail = [" (" detail ")"];
    endif
    text = [text, sprintf("| %s | %.3g %s%s | %s |\n", row.what, row.value, ...
                          row.unit, detail, target)];
  endfor
endfunction

function text = comparisons (figures)
  text = "";
  lines = strcat ({figures.what}, {" | "}, {figures.against});
  for name = unique (lines, "stable")
    these = figures(strcmp (lines, name{1}));
    ratios = arrayfun (@ratio, these, "UniformOutput", false);
    details = strcat ({these.type}, {" "}, {these.detail});
    text = [text, sprintf("| %s | %g | %s | %s |\n", name{1}, ...
                          these(1).target, strjoin (ratios, "<br>"), ...
                          strjoin (details, "<br>"))];
  endfor
endfunction

## One table of what was measured on a card.
function text = gpu (file)
  report = jsondecode (fileread (file));
  text = sprintf (["%s, driver %s, PyTorch %s, CuPy %s: %d of %d targets met. The best ", ...
                   "copy moved\n%.0f GB/s, reads and writes counted.\n\n", ...
                   "| work | to | target | ratio | measured |\n", ...
                   "| --- | --- | --- | --- | --- |\n"], ...
                  report.card, report.driver, ...
                  report.peers.torch, report.peers.cupy, ...
                  sum ([report.figures.met]), numel ([report.figures.met]), ...
                  report.copy_bandwidth / 1e9);
  for row = report.figures(:).'
    bound = {"at most", "at least"}{1 + any(strfind (row.against, "bandwidth"))};
    text = [text, sprintf("| `%s` | %s | %s %g | %s | %s |\n", strrep (row.what, "|", "\\|"), ...
                          row.against, bound, row.target, ratio (row), ...
                          row.detail)];
  endfor
endfunction

function text = ratio (row)
  text = "not measured";
  if (! isempty (row.value))
    text = sprintf ("%.3g %s", row.value, verdict (row));
  endif
endfunction

function text = verdict (row)
  text = {"**missed**", "met"}{row.met + 1};
endfunction

top = fileparts (fileparts (mfilename ("fullpath")));
readme = fullfile (top, "README.md");
text = fileread (readme);
for part = {"tour", @tour, "demo.txt"; "bench", @bench, "bench.json"; ...
            "gpu", @gpu, fullfile("gpu", "figures.json")}.'
  file = fullfile (top, "build", part{3});
  if (exist (file, "file"))
    text = put_between (text, part{1}, part{2} (file));
  endif
endfor
f = fopen (readme, "w");
fputs (f, text);
fclose (f);
