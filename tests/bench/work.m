## w = work (CODE, TRAFFIC, PEERS, OPTION, VALUE, ...): something to compute and
## whom to compare with, for compare_works.
##
## CODE is an expression, or statements that set r.  TRAFFIC says how many numbers
## the work must at least read and write, for each of the first operand.  PEERS has
## rows of a name ("NumPy", "numexpr", "Octave"), what it runs, and the ratio that
## is promised.  Options:
##   "title"            what the row is called; otherwise CODE
##   "setup", "peer_setup"   run before each round, and not timed
##   "ulps", "scale"    what the result may differ by: so many units in the last
##                      place of the result, or of SCALE where that is larger
##   "reference"        the true result of numbers a, b ... in double precision
function w = work (code, traffic, peers, varargin)
  w = struct ("title", code, "code", code, "traffic", traffic, "peers", {peers}, ...
              "setup", "", "peer_setup", "", "ulps", 0, "scale", 0, "reference", "");
  for k = 1:2:numel (varargin)
    w.(varargin{k}) = varargin{k+1};
  endfor
  if (! any (w.code == ";"))
    w.code = ["r = " w.code ";"];
  endif
  for k = 1:rows (peers)
    if (isempty (regexp (peers{k,2}, '\<r = ')))
      w.peers{k,2} = ["r = " peers{k,2}];
    endif
  endfor
endfunction
