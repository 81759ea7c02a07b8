/* The last kernel for long columns of complex numbers, which have not moved themselves so far.
   Appended after sort_elements.cu. */

extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_finish (const nd_sort p)
{
  const long long step = (long long)gridDim.x * ND_THREADS, count = p.n * p.columns;
  for (long long i = (long long)blockIdx.x * ND_THREADS + threadIdx.x; i < count; i += step)
    nd_copy_element (&p, i, i / p.n * p.n + (long long)nd_order_at (&p, i));
}
