## Makes what `make all` built usable without installing it: for the demo, the
## manual and the benchmarks.  ND_BUILD names the folder of the build.
function use_build ()
  addpath (fullfile (fileparts (fileparts (mfilename ("fullpath"))), "inst"));
  addpath (getenv ("ND_BUILD"));
  __nd__ ("register");
endfunction
