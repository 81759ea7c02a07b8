/* The first kernel for long columns: their keys, and all digits of these, counted.  Appended after
   sort_elements.cu and sort_long.cu. */

/* Is this an element that its key does not tell, and that is not what most are which have that key:
   a zero without a sign, and the usual NaN? */
__device__ static int nd_loses (const nd_sort *p, long long i)
{
#if defined ND_INFINITE && !defined ND_COMPLEX
  const nd_key bits = ((const nd_key *)p->x)[i];
  return bits != 0 && bits != ND_NAN && nd_loss (bits) != 0;
#else
  (void)p;
  (void)i;
  return 0;
#endif
}

/* Most blocks have the same to say, and there is but one word to say it to. */
__device__ static void nd_tell_state (unsigned int *state, unsigned int bit)
{
  if ((*(volatile unsigned int *)state & bit) == 0)
    atomicOr (state, bit);
}

/* A block counts a part of a column. */
extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_kernel (const nd_sort p)
{
  __shared__ unsigned int counts[ND_KEY_BYTES * ND_DIGITS];
  const unsigned long long number = blockIdx.x / p.parts, part = blockIdx.x % p.parts;
  const long long column = (long long)number * p.n, length = (p.n + p.parts - 1) / p.parts;
  const long long start = part * length, stop = start + length < p.n ? start + length : p.n;
  int loses = 0;
  for (int k = threadIdx.x; k < ND_KEY_BYTES * ND_DIGITS; k += ND_THREADS)
    counts[k] = 0;
  __syncthreads ();
#pragma unroll 4
  for (long long i = column + start + threadIdx.x; i < column + stop; i += ND_THREADS) {
    const long long from = p.made_from ? column + (long long)p.made_from[i] : i;
    const nd_key key = nd_key_at (&p, p.stage, from);
    loses |= nd_loses (&p, from);
    if (p.made)
      p.made[i] = key;
#pragma unroll
    for (int d = 0; d < ND_KEY_BYTES; d++)
      atomicAdd (&counts[d * ND_DIGITS + nd_digit (key, d)], 1u);
  }
  if (__syncthreads_or (loses) && threadIdx.x == 0)
    nd_tell_state (&p.state->loses, 1);
  /* Whether a digit varies: whether not all keys have that of the first element. */
  if (threadIdx.x < ND_KEY_BYTES && start < stop) {
    const unsigned int d = threadIdx.x, digit = nd_digit (nd_key_at (&p, p.stage, 0), (int)d);
    if (counts[d * ND_DIGITS + digit] != (unsigned int)(stop - start))
      nd_tell_state (&p.state->varying, 1u << d);
  }
  for (int k = threadIdx.x; k < ND_KEY_BYTES * ND_DIGITS; k += ND_THREADS)
    if (counts[k] > 0)
      atomicAdd (&p.counts[number * ND_KEY_BYTES * ND_DIGITS + k], (nd_place)counts[k]);
}
