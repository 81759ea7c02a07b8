/* Accumulating: values join the elements at listed positions.  The positions come sorted, with
   where each was in the list; the first thread of equal positions joins all their values, in the
   order of the list, because sums depend on it.  The prologue defines nd_element and ND_JOIN: joins
   `value` to `sum`. */
typedef struct nd_accumulation {
  const long long *positions, *order;
  const nd_element *values;
  nd_element *to;
  long long n, step; /* step 0: one value joins all elements */
} nd_accumulation;

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_accumulation p)
{
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < p.n; k += stride) {
    const long long position = p.positions[k];
    if (k > 0 && p.positions[k - 1] == position)
      continue;
    nd_element sum = p.to[position];
    for (long long m = k; m < p.n && p.positions[m] == position; m++) {
      const nd_element value = p.values[p.order[m] * p.step];
      ND_JOIN
    }
    p.to[position] = sum;
  }
}
