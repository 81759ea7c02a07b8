## works = products (): the matrix product, in which both call the same BLAS.
## NumPy holds the transposed matrices.
function works = products ()
  works = work ("a * b, 2000x2000", 0, {"NumPy", "b @ a", 1.05}, ...
                "code", "r = a * b;", "ulps", 16, "scale", 500);
endfunction
