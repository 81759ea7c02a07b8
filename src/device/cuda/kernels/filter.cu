/* Filters with feedback: every thread follows columns, in the order of device/cpu/filter.c.  The
   prologue defines nd_element, nd_plus (s, w, x) = s + w * x and nd_minus; and ND_ORDER: how many
   states there are, if registers hold them, else 0. */
typedef struct nd_filtering {
  const nd_element *x, *b, *a;
  nd_element *y, *states;
  long long before, length, after, order;
} nd_filtering;

/* So many samples are read before the first of them is needed. */
#define ND_AHEAD 8

/* Loops over many states are not copied to each of the samples: that takes long to compile. */
#if ND_ORDER
#define ND_STEP __forceinline__
#else
#define ND_STEP __noinline__
#endif

/* Filters a sample and changes the states. */
__device__ static ND_STEP nd_element nd_step (nd_element *state, const nd_element *b,
                                              const nd_element *a, int last, nd_element x)
{
  const nd_element y = nd_plus (state[0], b[0], x), zero = ND_ZERO;
#pragma unroll 8
  for (int j = 0; j < last; j++)
    state[j] = nd_plus (nd_minus (state[j + 1], a[j + 1], y), b[j + 1], x);
  state[last] = nd_minus (nd_plus (zero, b[last + 1], x), a[last + 1], y);
  return y;
}

__device__ static void nd_filter_column (const nd_filtering *p, const nd_element *x, nd_element *y,
                                         nd_element *states)
{
#if ND_ORDER
  const int last = ND_ORDER - 1;
  nd_element state[ND_ORDER], a[ND_ORDER + 1], b[ND_ORDER + 1];
#pragma unroll
  for (int j = 0; j <= ND_ORDER; j++) {
    a[j] = p->a[j];
    b[j] = p->b[j];
    if (j < ND_ORDER)
      state[j] = states[j];
  }
#else
  const int last = (int)p->order - 1;
  nd_element *state = states;
  const nd_element *a = p->a, *b = p->b;
#endif
  long long k = 0;
  for (; k + ND_AHEAD <= p->length; k += ND_AHEAD) {
    nd_element ahead[ND_AHEAD];
#pragma unroll
    for (int i = 0; i < ND_AHEAD; i++)
      ahead[i] = x[(k + i) * p->before];
#pragma unroll
    for (int i = 0; i < ND_AHEAD; i++)
      y[(k + i) * p->before] = nd_step (state, b, a, last, ahead[i]);
  }
  for (; k < p->length; k++)
    y[k * p->before] = nd_step (state, b, a, last, x[k * p->before]);
#if ND_ORDER
#pragma unroll
  for (int j = 0; j < ND_ORDER; j++)
    states[j] = state[j];
#endif
}

extern "C" __global__ void __launch_bounds__ (256) nd_kernel (const nd_filtering p)
{
  const long long stride = (long long)gridDim.x * blockDim.x, count = p.before * p.after;
  for (long long k = (long long)blockIdx.x * blockDim.x + threadIdx.x; k < count; k += stride) {
    const long long first = k % p.before + k / p.before * p.before * p.length;
    nd_filter_column (&p, p.x + first, p.y + first, p.states + k * p.order);
  }
}
