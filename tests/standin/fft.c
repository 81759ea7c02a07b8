/* cuFFT of the stand-in.  Plans have no work area of their own: one must be set.  Where a card's
   threads would read real elements in pairs from between two, the call fails. */
#include "device/cuda/fft.h"
#include "library.h"

#define DECLARE(name, arguments) __attribute__ ((visibility ("default"))) int name arguments;
ND_CUDA_FFT_REQUIRED (DECLARE)
#undef DECLARE

enum {
  SUCCESS = 0,
  INVALID_PLAN = 1,
  ALLOC_FAILED = 2,
  INVALID_TYPE = 3,
  INVALID_VALUE = 4,
  EXEC_FAILED = 6
};

enum { PLANS = 64, WORK_BYTES = 512 };

typedef struct {
  bool is_used, is_made, allocates;
  void *stream, *area;
  linear_transform transform;
} plan;

static plan plans[PLANS]; /* a handle is a place here, from 1 */

static plan *find (cufftHandle handle)
{
  plan *p = handle >= 1 && handle <= PLANS ? &plans[handle - 1] : NULL;
  return p && p->is_used ? p : NULL;
}

/* Counts a call, which may fail on demand, finds its plan p, and does the rest. */
#define ENTER_OR(failure, handle, body)                                                            \
  do {                                                                                             \
    int result = SUCCESS;                                                                          \
    bool may_go_on = library_enter (__func__);                                                     \
    plan *p = find (handle);                                                                       \
    if (!may_go_on)                                                                                \
      result = (failure);                                                                          \
    else if (!p)                                                                                   \
      result = INVALID_PLAN;                                                                       \
    else                                                                                           \
      result = (body);                                                                             \
    library_leave ();                                                                              \
    return result;                                                                                 \
  } while (0)
#define ENTER(handle, body) ENTER_OR (EXEC_FAILED, handle, body)

static int create (cufftHandle *handle)
{
  for (int i = 0; i < PLANS; i++)
    if (!plans[i].is_used) {
      plans[i] = (plan){.is_used = true, .allocates = true};
      *handle = i + 1;
      return SUCCESS;
    }
  return ALLOC_FAILED;
}

int cufftCreate (cufftHandle *handle)
{
  int result = library_enter (__func__) ? create (handle) : ALLOC_FAILED;
  library_leave ();
  return result;
}

static int destroy (plan *p)
{
  p->is_used = false;
  return SUCCESS;
}

int cufftDestroy (cufftHandle handle)
{
  ENTER (handle, destroy (p));
}

static int set_stream (plan *p, void *stream)
{
  p->stream = stream;
  return p->is_made ? SUCCESS : INVALID_PLAN;
}

int cufftSetStream (cufftHandle handle, cudaStream_t stream)
{
  ENTER (handle, set_stream (p, stream));
}

static int set_allocation (plan *p, int allocates)
{
  p->allocates = allocates != 0;
  return p->is_made ? INVALID_PLAN : SUCCESS;
}

int cufftSetAutoAllocation (cufftHandle handle, int allocates)
{
  ENTER (handle, set_allocation (p, allocates));
}

static int set_area (plan *p, void *area)
{
  p->area = area;
  return library_holds (area, WORK_BYTES) ? SUCCESS : INVALID_VALUE;
}

int cufftSetWorkArea (cufftHandle handle, void *area)
{
  ENTER (handle, set_area (p, area));
}

static bool is_known (int from, int to, int execution)
{
  const bool is_double = to == CUDA_C_64F;
  return execution == to && (to == CUDA_C_32F || is_double) &&
         (from == to || from == (is_double ? CUDA_R_64F : CUDA_R_32F));
}

static int make (plan *p, const linear_transform *t, int execution, size_t *nbytes)
{
  if (p->is_made || t->rank < 1 || t->rank > 3 || t->batch < 1)
    return INVALID_VALUE;
  if (!is_known (t->from, t->to, execution))
    return INVALID_TYPE;
  p->transform = *t;
  p->is_made = true;
  *nbytes = WORK_BYTES;
  return SUCCESS;
}

int cufftXtMakePlanMany (cufftHandle handle, int rank, long long int *length, long long int *in,
                         long long int in_stride, long long int in_distance, cudaDataType from,
                         long long int *out, long long int out_stride, long long int out_distance,
                         cudaDataType to, long long int batch, size_t *nbytes,
                         cudaDataType execution)
{
  linear_transform t = {.from = from,
                        .to = to,
                        .rank = rank,
                        .in_stride = in_stride,
                        .in_distance = in_distance,
                        .out_stride = out_stride,
                        .out_distance = out_distance,
                        .batch = batch};
  for (int i = 0; i < rank && i < 3; i++) {
    t.length[i] = length[i];
    t.in[i] = in[i];
    t.out[i] = out[i];
  }
  ENTER_OR (ALLOC_FAILED, handle, make (p, &t, execution, nbytes));
}

static void run (const library_call *c)
{
  linear_fourier (&c->transform, c->in[0], c->out[0], (int)c->n[0]);
}

static int execute (plan *p, const void *from, void *to, int direction)
{
  const linear_transform *t = &p->transform;
  if (!p->is_made || (direction != CUFFT_FORWARD && direction != CUFFT_INVERSE))
    return INVALID_PLAN;
  if (!p->allocates && !p->area)
    return INVALID_VALUE;
  if ((uintptr_t)from % linear_size (t->to) != 0) {
    library_report ("%p is no multiple of %zu, the size of a complex number", from,
                    linear_size (t->to));
    return INVALID_VALUE;
  }
  if (!library_holds (from, linear_transform_extent (t, 0) * (int64_t)linear_size (t->from)) ||
      !library_holds (to, linear_transform_extent (t, 1) * (int64_t)linear_size (t->to)))
    return INVALID_VALUE;
  const library_call call = {
      .run = run, .n = {direction}, .in = {from}, .out = {to}, .transform = *t};
  return library_submit_to (p->stream, &call) ? SUCCESS : EXEC_FAILED;
}

int cufftXtExec (cufftHandle handle, void *from, void *to, int direction)
{
  ENTER (handle, execute (p, from, to, direction));
}
