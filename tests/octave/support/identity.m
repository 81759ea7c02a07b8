## Gives its argument back.
function x = identity (x)
endfunction
