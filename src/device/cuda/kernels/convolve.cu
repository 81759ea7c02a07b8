/* Convolving matrices: every thread sums up elements of the result, in the order of
   device/cpu/convolve.c, and like it without the zeros of the second matrix.  The prologue defines nd_element,
   ND_ZERO, ND_IS_ZERO and ND_ADD: adds the product of x and y to sum. */
typedef struct nd_convolution {
  const nd_element *a, *b;
  nd_element *result;
  long long a_rows, a_columns, b_rows, b_columns, rows, columns, from_row, from_column, exchanged;
} nd_convolution;

__device__ static nd_element nd_sum_at (const nd_convolution *p, long long row, long long column)
{
  nd_element sum = ND_ZERO;
  /* rows of b that meet rows of a */
  const long long first = row - p->a_rows + 1 > 0 ? row - p->a_rows + 1 : 0;
  const long long last = row < p->b_rows - 1 ? row : p->b_rows - 1;
  for (long long j = 0; j < p->b_columns; j++) {
    const long long from = column - j;
    if (from < 0 || from >= p->a_columns)
      continue;
    const nd_element *a = p->a + from * p->a_rows, *b = p->b + j * p->b_rows;
    for (long long i = first; i <= last; i++) {
      const nd_element x = a[row - i], y = b[i];
      if (p->exchanged ? !ND_IS_ZERO (x) : !ND_IS_ZERO (y)) {
        ND_ADD
      }
    }
  }
  return sum;
}

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_convolution p)
{
  const long long stride = (long long)gridDim.x * blockDim.x, count = p.rows * p.columns;
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride)
    p.result[k] = nd_sum_at (&p, k % p.rows + p.from_row, k / p.rows + p.from_column);
}
