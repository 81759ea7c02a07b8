## yes = is_simulated (DEVICE): it is a simulated device.  The copies of the
## tests for another kind of device ask about one of that kind.
function yes = is_simulated (device)
  yes = nd_device_info (device).kind(1) == "s";
endfunction
