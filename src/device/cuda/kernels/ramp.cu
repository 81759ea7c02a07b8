/* Ramps: what device/cpu/kernels/ramp.c computes, operation by operation, so that they are the same
   to the last bit.  The prologue defines nd_element, and ND_COMPONENTS (real and imaginary part),
   or 0 for integers, which calculate modulo what their class holds. */
typedef struct nd_ramp {
  nd_element *to;
  long long count;
  double first[2], step[2], middle[2], last[2];
  unsigned long long integer_first, integer_step;
  long long from_first;
  int has_middle;
} nd_ramp;

__device__ static nd_element nd_ramp_at (const nd_ramp *p, long long i, int part)
{
#if ND_COMPONENTS
  const nd_element step = (nd_element)(part ? p->step[1] : p->step[0]);
  const nd_element first = (nd_element)(part ? p->first[1] : p->first[0]);
  const nd_element last = (nd_element)(part ? p->last[1] : p->last[0]);
  if (i == p->count - 1)
    return last;
  if (i == 0)
    return first;
  if (p->has_middle && i == p->count / 2)
    return (nd_element)(part ? p->middle[1] : p->middle[0]);
  return i < p->from_first ? first + (nd_element)i * step
                           : last - (nd_element)(p->count - 1 - i) * step;
#else
  (void)part;
  return (nd_element)(p->integer_first + (unsigned long long)i * p->integer_step);
#endif
}

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (nd_ramp p)
{
  const long long stride = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < p.count; i += stride)
#if ND_COMPONENTS == 2
    for (int part = 0; part < 2; part++)
      p.to[2 * i + part] = nd_ramp_at (&p, i, part);
#else
    p.to[i] = nd_ramp_at (&p, i, 0);
#endif
}
