## works = products (): the matrix product, in which both call the same BLAS.
function works = products ()
  works = work ("a * b, 2000x2000", 0, {"NumPy", "a @ b", 1.05}, "ulps", 16, ...
                "scale", 500);
endfunction
