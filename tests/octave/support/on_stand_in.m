## yes = on_stand_in (): "cuda:0" is the stand-in's, which fails on demand and
## is two.
function yes = on_stand_in ()
  yes = ! isempty (strfind (nd_device_info ("cuda:0").description, "stand-in"));
endfunction
