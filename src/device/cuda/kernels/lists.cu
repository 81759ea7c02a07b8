/* Elements at listed positions, one after the other: nd_kernel gathers. */
#define ND_FOR_ENTRIES                                                                             \
  for (long long i = (long long)blockIdx.x * 256 + threadIdx.x; i < p.count;                       \
       i += (long long)gridDim.x * 256)

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_list p)
{
  unsigned int wrong = 0;
  ND_FOR_ENTRIES
    p.to[i] = p.array[nd_position (&p, p.entries[i], &wrong)];
  if (wrong)
    p.found[0] = 1;
}

extern "C" __global__ void __launch_bounds__ (256) nd_check (const nd_list p)
{
  unsigned int wrong = 0, falls = 0;
  ND_FOR_ENTRIES {
    nd_position (&p, p.entries[i], &wrong);
    falls |= p.values && i > 0 && p.entries[i] <= p.entries[i - 1];
  }
  if (wrong)
    p.found[0] = 1;
  if (falls)
    p.found[1] = 1;
}

extern "C" __global__ void __launch_bounds__ (256) nd_claim (const nd_list p)
{
  unsigned int wrong;
  ND_FOR_ENTRIES
    atomicMax (p.winners + nd_position (&p, p.entries[i], &wrong), (nd_place)(i + 1));
}

extern "C" __global__ void __launch_bounds__ (256) nd_scatter (const nd_list p)
{
  unsigned int wrong;
  ND_FOR_ENTRIES {
    const nd_place k = nd_position (&p, p.entries[i], &wrong);
    if (!p.winners || p.winners[k] == (nd_place)(i + 1))
      p.array[k] = p.values ? p.values[i] : p.element.first;
  }
}
