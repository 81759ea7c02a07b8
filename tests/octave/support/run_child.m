## [status, output] = run_child (CODE, NAME, VALUE, ...)
##
## Runs CODE (a cellstr of lines) in an Octave of its own, with the package and
## the functions of this folder.  Options:
##   "interrupts", N   CODE is typed at a prompt; whenever it prints "ready" the
##                     process gets SIGINT after a moment, N times at most
##   "package", false  the package is not loaded
##   "environment", T  assignments for env, as "ND_SIM_FAIL=alloc:3"
## After 120 s the child is killed (status 137).
function [status, output] = run_child (code, varargin)
  options = struct ("interrupts", 0, "package", true, "environment", "");
  for k = 1:2:numel (varargin)
    options.(varargin{k}) = varargin{k+1};
  endfor
  folder = tempname ();
  mkdir (folder);
  unwind_protect
    if (options.package)
      code = [{start_code()}, code];
    endif
    here = fileparts (mfilename ("fullpath"));
    code = [{sprintf("addpath ('%s');", here)}, code];
    if (options.interrupts > 0)
      code = [{"PS1 (''); PS2 ('');"}, code];
    endif
    write_lines (fullfile (folder, "child.m"), code);
    write_lines (fullfile (folder, "child.sh"), script_lines (options));
    [status, output] = system (sprintf ("cd %s && bash child.sh 2>&1", folder));
  unwind_protect_cleanup
    confirm_recursive_rmdir (false, "local");
    rmdir (folder, "s");
  end_unwind_protect
endfunction

## How the tests' own Octave came by the package: pkg load, or folders on the
## path.
function code = start_code ()
  code = getenv ("ND_TEST_START");
  if (isempty (code))
    folders = {fileparts(which ("__nd__")), fileparts(which ("nd_array"))};
    code = sprintf ("addpath ('%s'); ", folders{:});
    code = [code "__nd__ ('register');"];
  endif
endfunction

function write_lines (file, lines)
  f = fopen (file, "w");
  fprintf (f, "%s\n", lines{:});
  fclose (f);
endfunction

function lines = script_lines (options)
  octave = sprintf ("env %s octave-cli --no-history --norc --quiet", ...
                    options.environment);
  if (options.interrupts == 0)
    lines = {["timeout -s KILL 120 " octave " child.m"]};
    return;
  endif
  lines = {[octave " --interactive --no-line-editing <child.m >out.txt 2>&1 &"], ...
           "child=$!", "sent=0", ...
           "for tick in $(seq 1200); do", ...
           "  sleep 0.1", ...
           "  kill -0 $child 2>/dev/null || break", ...
           "  ready=$(grep -c ready out.txt)", ...
           sprintf("  if [ $sent -lt $ready ] && [ $sent -lt %d ]; then", ...
                   options.interrupts), ...
           "    sleep 0.3; kill -INT $child; sent=$((sent + 1))", ...
           "  fi", "done", ...
           "kill -KILL $child 2>/dev/null && echo 'never came back'", ...
           "wait $child", "status=$?", "cat out.txt", "exit $status"};
endfunction
