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
    *p.wrong = 1;
}

extern "C" __global__ void __launch_bounds__ (256) nd_check (const nd_list p)
{
  unsigned int wrong = 0;
  ND_FOR_ENTRIES
    nd_position (&p, p.entries[i], &wrong);
  if (wrong)
    *p.wrong = 1;
}

extern "C" __global__ void __launch_bounds__ (256) nd_scatter (const nd_list p)
{
  unsigned int wrong;
  ND_FOR_ENTRIES
    p.array[nd_position (&p, p.entries[i], &wrong)] = p.element;
}
