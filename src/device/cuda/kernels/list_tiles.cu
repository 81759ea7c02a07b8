/* Elements at listed positions of an array that no cache holds.  Memory is slow where every access
   is to another place.  So each block takes as many entries as its shared memory has slots for,
   puts them roughly in order, and then goes through the array from its beginning to its end, as all
   blocks do at that time: what one fetches is still in the cache when another needs a neighbour of
   it.  The prologue defines ND_ROUNDS, how many entries a thread has, and nd_slot, which holds a
   position and, where ND_GATHERS is 1, an element.  Half of these are fetched at once. */
enum { ND_BATCH = (ND_ROUNDS + 1) / 2 };

#define ND_FOR_ROUNDS                                                                              \
  _Pragma ("unroll") for (unsigned int r = 0; r < ND_ROUNDS; r++) if (r * ND_THREADS + threadIdx.x \
                                                                      < count)

/* Fills the slots with the positions in order of their upper bits; where[r]: which slot has that of
   entry r of this thread. */
__device__ static __forceinline__ void nd_arrange (const nd_list *p, long long first,
                                                   unsigned int count, nd_slot *slots,
                                                   unsigned int where[ND_ROUNDS])
{
  __shared__ nd_place starts[ND_THREADS], sums[ND_WARPS];
  nd_place all;
  unsigned int wrong = 0;
  starts[threadIdx.x] = 0;
  __syncthreads ();
  ND_FOR_ROUNDS {
    where[r] = nd_position (p, __ldcs (p->entries + first + r * ND_THREADS + threadIdx.x), &wrong);
    atomicAdd (starts + (where[r] >> p->shift), 1u);
  }
  if (wrong)
    p->found[0] = 1;
  __syncthreads ();
  starts[threadIdx.x] = nd_scan_block (starts[threadIdx.x], sums, &all);
  __syncthreads ();
  ND_FOR_ROUNDS {
    const nd_place slot = atomicAdd (starts + (where[r] >> p->shift), 1u);
    slots[slot] = where[r];
    where[r] = slot;
  }
  __syncthreads ();
}

extern "C" __global__ void __launch_bounds__ (ND_THREADS) nd_kernel (const nd_list p)
{
  extern __shared__ nd_slot slots[];
  const long long first = (long long)blockIdx.x * p.tile;
  const unsigned int count = (unsigned int)(p.count - first < p.tile ? p.count - first : p.tile);
  unsigned int where[ND_ROUNDS];
  nd_arrange (&p, first, count, slots, where);
#if ND_GATHERS
  for (unsigned int i = threadIdx.x; i < count; i += ND_BATCH * ND_THREADS) {
    nd_element fetched[ND_BATCH];
#pragma unroll
    for (unsigned int k = 0; k < ND_BATCH; k++)
      if (i + k * ND_THREADS < count)
        fetched[k] = __ldg (p.array + slots[i + k * ND_THREADS]);
#pragma unroll
    for (unsigned int k = 0; k < ND_BATCH; k++)
      if (i + k * ND_THREADS < count)
        slots[i + k * ND_THREADS] = fetched[k];
  }
  __syncthreads ();
  ND_FOR_ROUNDS
    __stcs (p.to + first + r * ND_THREADS + threadIdx.x, (nd_element)slots[where[r]]);
#else
  /* An exchange is made in the cache; what is only written may have to wait for memory. */
  for (unsigned int i = threadIdx.x; i < count; i += ND_THREADS)
    atomicExch (p.array + slots[i], p.element.first);
#endif
}
