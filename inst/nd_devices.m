## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## -*- texinfo -*-
## @deftypefn  {} {} nd_devices ()
## @deftypefnx {} {[@var{names}, @var{descriptions}] =} nd_devices ()
## List the devices of this machine.
##
## @var{names} is a row cell array of the names that @code{gpu_tensor} accepts:
## @qcode{"cpu"} first, then every NVIDIA GPU that can be used as
## @qcode{"cuda:0"}, @qcode{"cuda:1"} @dots{}, then the simulated devices.
## There are two of these unless the environment variable @env{ND_SIM_DEVICES}
## gave another number when they were first used.  @var{descriptions} has one
## line for people for each of them, such as the name of the card; where the
## environment names another driver than NVIDIA's, the line says so.
##
## Without results they are printed.
##
## @example
## @group
## names = nd_devices ();
## names@{1@}
##   @result{} ans = cpu
## @end group
## @end example
## @seealso{nd_device_info, nd_default_device, gpu_tensor}
## @end deftypefn

function [names, descriptions] = nd_devices ()

  [all_names, texts] = __nd__ ("devices");
  if (nargout == 0)
    width = max (cellfun ("numel", all_names));
    printf (sprintf ("%%-%ds  %%s\n", width), [all_names; texts]{:});
  else
    names = all_names;
    descriptions = texts;
  endif

endfunction

%!test # the CPU comes first, and the simulated devices are always there
%! names = nd_devices ();
%! assert (rows (names), 1);
%! assert (names{1}, "cpu");
%! assert (any (strcmp (names, "sim:0")));
%!test # a line for people about each
%! [names, descriptions] = nd_devices ();
%! assert (size (descriptions), size (names));
%! assert (descriptions{strcmp (names, "sim:0")}, nd_device_info ("sim").description);
%! text = evalc ("nd_devices ()");
%! lines = strsplit (text(1:end-1), "\n");
%! assert (numel (lines), numel (names));
%! assert (! isempty (regexp (lines{end}, '^sim:1 +simulated device')));

%!error <called with too many inputs> nd_devices (1)
