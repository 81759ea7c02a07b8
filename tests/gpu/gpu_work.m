## w = gpu_work (CODE, OPTION, VALUE, ...): something to compute on the GPU, and
## what it is to be held against; gpu_figures runs it.
##
## CODE is an expression, or statements that set r.  Options:
##   "title"      what the row is called; otherwise CODE
##   "setup"      Octave code that makes the operands, run once
##   "bytes"      what must be read and written at least, an expression; the
##                row is then held against the copy bandwidth
##   "fraction"   the part of the copy bandwidth that is promised
##   "clock"      "device": by the device's own clock, over RUNS runs back to
##                back (default); "launch": until the device has been asked to
##                begin; "host": until it has finished all of them.  For these
##                two, CODE starts by itself what waits
##   "runs"       how many (default 20)
##   "peers"      rows of "torch" or "cupy", Python code that makes the
##                operands, Python code, and the ratio of times that is promised
##   "tolerance"  by which the result may differ from the CPU's, relative to
##                its largest element (default 1e-5 for singles)
##   "residual"   Octave and Python code that sets r to a number which says how
##                good the result r is; ours may not be ten times worse than the
##                first peer's
function w = gpu_work (code, varargin)
  w = struct ("title", code, "code", code, "setup", "", "bytes", "", "fraction", NaN, ...
              "clock", "device", "runs", 20, "peers", {cell(0, 4)}, "tolerance", 1e-5, "residual", {{}});
  for k = 1:2:numel (varargin)
    w.(varargin{k}) = varargin{k+1};
  endfor
  if (! any (w.code == ";"))
    w.code = ["r = " w.code ";"];
  endif
endfunction
