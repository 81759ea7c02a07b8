/* Accumulating: values join the elements at listed positions.  The positions come sorted, with
   where each was in the list; the first thread of equal positions joins all their values, in the
   order of the list, because sums depend on it.  Of many the warp fetches the values together: one
   thread would wait for each.  The prologue defines nd_element and ND_JOIN: joins `value` to `sum`.
 */
enum { ND_LANES = 32, ND_WARPS = 256 / ND_LANES };
enum { ND_FEW = 16, ND_ROUNDS = 4, ND_FETCHED = ND_ROUNDS * ND_LANES };
#define ND_ALL_LANES 0xffffffffu

typedef struct nd_accumulation {
  const long long *positions, *order;
  const nd_element *values;
  nd_element *to;
  long long n, step; /* step 0: one value joins all elements */
} nd_accumulation;

/* Fetches the values from `next` on that belong to `position`; returns how many of them there are,
   ND_FETCHED at most. */
__device__ static unsigned int nd_fetch (const nd_accumulation *p, long long next,
                                         long long position, nd_element *fetched)
{
  const unsigned int lane = threadIdx.x & 31;
  unsigned int belongs[ND_ROUNDS], count = 0;
#pragma unroll
  for (int round = 0; round < ND_ROUNDS; round++) {
    const long long m = next + round * ND_LANES + lane;
    belongs[round] = m < p->n && p->positions[m] == position;
  }
#pragma unroll
  for (int round = 0; round < ND_ROUNDS; round++) {
    const unsigned int k = round * ND_LANES + lane;
    if (belongs[round])
      fetched[k] = p->values[p->order[next + k] * p->step];
  }
#pragma unroll
  for (int round = 0; round < ND_ROUNDS; round++)
    count += (unsigned int)__popc (__ballot_sync (ND_ALL_LANES, belongs[round]));
  __syncwarp ();
  return count;
}

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_accumulation p)
{
  __shared__ nd_element fetched[ND_WARPS][ND_FETCHED];
  nd_element *of_warp = fetched[threadIdx.x >> 5];
  const int lane = threadIdx.x & 31;
  const long long stride = (long long)gridDim.x * blockDim.x;
  const long long begin = (long long)blockIdx.x * blockDim.x + threadIdx.x - lane;
  for (long long start = begin; start < p.n; start += stride) {
    const long long k = start + lane, position = p.positions[k < p.n ? k : p.n - 1];
    const int is_first = k < p.n && (k == 0 || p.positions[k - 1] != position);
    long long next = k;
    nd_element sum = p.values[0];
    if (is_first) {
      sum = p.to[position];
      for (; next < p.n && next < k + ND_FEW && p.positions[next] == position; next++) {
        const nd_element value = p.values[p.order[next] * p.step];
        ND_JOIN
      }
    }
    const int has_more = is_first && next < p.n && p.positions[next] == position;
    unsigned int waiting = __ballot_sync (ND_ALL_LANES, has_more);
    for (; waiting; waiting &= waiting - 1) {
      const int owner = __ffs ((int)waiting) - 1;
      const long long same = __shfl_sync (ND_ALL_LANES, position, owner);
      long long from = __shfl_sync (ND_ALL_LANES, next, owner);
      unsigned int count = ND_FETCHED;
      for (; count == ND_FETCHED; from += ND_FETCHED) {
        count = nd_fetch (&p, from, same, of_warp);
        if (lane == owner)
          for (unsigned int m = 0; m < count; m++) {
            const nd_element value = of_warp[m];
            ND_JOIN
          }
        __syncwarp ();
      }
    }
    if (is_first)
      p.to[position] = sum;
  }
}
