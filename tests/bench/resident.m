## [NOW, MOST] = resident (): bytes of this process that are in memory, and the most
## there ever were.
## resident ("reset"): forgets what was.
function [now, most] = resident (action = "")
  if (! isempty (action))
    f = fopen ("/proc/self/clear_refs", "w");
    fputs (f, "5");
    fclose (f);
    return;
  endif
  text = fileread ("/proc/self/status");
  now = 1024 * str2double (regexp (text, 'VmRSS:\s+(\d+)', "tokens", "once"){1});
  most = 1024 * str2double (regexp (text, 'VmHWM:\s+(\d+)', "tokens", "once"){1});
endfunction
