/* Where the rows of a matrix come to when row j is exchanged with row exchanges[j] (from 1), one j
   after the other.  A thread for each row goes back through the exchanges to where its row was; the
   last exchange that can concern row i is its own.  The prologue defines nd_place. */
typedef struct nd_exchanges {
  const long long *exchanges;
  long long *order; /* from where, then where to */
  nd_place rows, count;
} nd_exchanges;

extern "C" __global__ void __launch_bounds__ (64) nd_kernel (const nd_exchanges p)
{
  const nd_place i = (nd_place)blockIdx.x * 64 + threadIdx.x;
  if (i >= p.rows)
    return;
  nd_place from = i < p.count ? (nd_place)p.exchanges[i] - 1 : i;
#pragma unroll 8
  for (nd_place j = i < p.count ? i : p.count; j-- > 0;)
    if ((nd_place)p.exchanges[j] - 1 == from)
      from = j;
  if (from >= p.rows)
    from = i; /* a matrix that could not be factorized may have no exchanges */
  p.order[i] = (long long)from;
  (p.order + p.rows)[from] = (long long)i;
}
