/* Searching in sorted elements, by halves: what device/cpu/search.c computes.  The prologue defines
   nd_element and ND_STAYS: does `element` not come after `value`? */
typedef struct nd_search {
  const nd_element *table, *values;
  double *counts;
  long long n, count;
} nd_search;

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_search p)
{
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < p.count; k += stride) {
    const nd_element value = p.values[k];
    long long first = 0, left = p.n;
    while (left > 0) {
      const long long half = left / 2;
      const nd_element element = p.table[first + half];
      if (ND_STAYS) {
        first += half + 1;
        left -= half + 1;
      } else
        left = half;
    }
    p.counts[k] = (double)first;
  }
}
