/* cuFFT: Fourier transforms. */
#include "device/cuda/fft.h"
#include "base/memory.h"
#include "device/cuda/libraries_internal.h"
#include <string.h>

static const char *const names[] = {
#define NAME(name, arguments) #name,
    ND_CUDA_FFT_REQUIRED (NAME)
#undef NAME
};
enum { COUNT = sizeof names / sizeof names[0] };

/* Making a plan takes longer than most transforms; a program rarely goes through more shapes. */
enum { PLANS = 16 };

/* What a plan is made for. */
typedef struct {
  nd_dtype from, to;
  int64_t number[ND_ROUTINE_NUMBERS]; /* the routine's, but for the direction */
} shape;

typedef struct {
  shape shape;
  cufftHandle handle;
  size_t nbytes; /* of its work area */
} plan;

struct nd_cuda_fft {
#define MEMBER(name, arguments) cufftResult (*name) arguments;
  ND_CUDA_FFT_REQUIRED (MEMBER)
#undef MEMBER
  int count;
  plan plans[PLANS]; /* the latest first */
};

static const nd_cuda_library_result results[] = {{1, "CUFFT_INVALID_PLAN", ND_FAILED},
                                                 {2, "CUFFT_ALLOC_FAILED", ND_OUT_OF_MEMORY},
                                                 {3, "CUFFT_INVALID_TYPE", ND_FAILED},
                                                 {4, "CUFFT_INVALID_VALUE", ND_FAILED},
                                                 {5, "CUFFT_INTERNAL_ERROR", ND_DEVICE_FAULT},
                                                 {6, "CUFFT_EXEC_FAILED", ND_DEVICE_FAULT},
                                                 {7, "CUFFT_SETUP_FAILED", ND_DEVICE_FAULT},
                                                 {8, "CUFFT_INVALID_SIZE", ND_NOT_ON_DEVICE},
                                                 {9, "CUFFT_UNALIGNED_DATA", ND_FAILED},
                                                 {11, "CUFFT_INVALID_DEVICE", ND_DEVICE_FAULT},
                                                 {14, "CUFFT_NOT_IMPLEMENTED", ND_NOT_ON_DEVICE},
                                                 {16, "CUFFT_NOT_SUPPORTED", ND_NOT_ON_DEVICE},
                                                 {0, NULL, ND_OK}};

static nd_status check (nd_cuda *cuda, cufftResult result, nd_error *error)
{
  return result == 0 ? ND_OK : nd_cuda_library_fail (cuda, results, result, "cuFFT", "fft", error);
}

static nd_status get (nd_cuda *cuda, nd_cuda_fft **out, nd_error *error)
{
  nd_cuda_libraries *libraries;
  ND_RETURN_NOT_OK (nd_cuda_libraries_get (cuda, &libraries, error));
  if (!libraries->fft) {
    nd_cuda_fft *fft = nd_calloc (1, sizeof *fft);
    if (!fft)
      return nd_out_of_memory (error, sizeof *fft);
    nd_status status =
        nd_cuda_library_functions (cuda, ND_CUDA_FFT, names, COUNT, COUNT, fft, error);
    if (status != ND_OK) {
      nd_free (fft);
      return status;
    }
    libraries->fft = fft;
  }
  *out = libraries->fft;
  return ND_OK;
}

void nd_cuda_fft_forget (nd_cuda_fft *fft, bool is_alive)
{
  for (int i = 0; is_alive && fft && i < fft->count; i++)
    fft->cufftDestroy (fft->plans[i].handle);
  nd_free (fft);
}

/* ---- plans --------------------------------------------------------------------------------- */

/* cuFFT counts dimensions from the slowest one on.  The half spectrum of a real transform has only
   n/2 + 1 elements of the fastest. */
static nd_status make (nd_cuda *cuda, const nd_cuda_fft *fft, plan *p, nd_error *error)
{
  const int64_t *number = p->shape.number;
  int rank = (int)number[1];
  long long lengths[3], in[3], out[3];
  long long stride = number[6], distance_in = number[7], distance_out = number[7];
  bool is_half = !nd_dtype_is_complex (p->shape.from);
  for (int i = 0; i < rank; i++)
    lengths[i] = in[i] = out[i] = number[2 + rank - 1 - i];
  if (is_half) {
    out[rank - 1] = lengths[rank - 1] / 2 + 1;
    distance_out = distance_in / lengths[rank - 1] * out[rank - 1];
  }
  cudaDataType from = nd_cuda_data_type (p->shape.from), to = nd_cuda_data_type (p->shape.to);
  ND_RETURN_NOT_OK (check (cuda, fft->cufftSetAutoAllocation (p->handle, 0), error));
  ND_RETURN_NOT_OK (
      check (cuda,
             fft->cufftXtMakePlanMany (p->handle, rank, lengths, in, stride, distance_in, from, out,
                                       stride, distance_out, to, number[5], &p->nbytes, to),
             error));
  return check (cuda, fft->cufftSetStream (p->handle, cuda->stream), error);
}

static nd_status new_plan (nd_cuda *cuda, const nd_cuda_fft *fft, plan *p, nd_error *error)
{
  ND_RETURN_NOT_OK (check (cuda, fft->cufftCreate (&p->handle), error));
  nd_status status = make (cuda, fft, p, error);
  if (status != ND_OK)
    fft->cufftDestroy (p->handle);
  return status;
}

/* Moves plan i to the front. */
static plan *use (nd_cuda_fft *fft, int i)
{
  plan p = fft->plans[i];
  memmove (&fft->plans[1], &fft->plans[0], (size_t)i * sizeof p);
  fft->plans[0] = p;
  return &fft->plans[0];
}

static bool is_equal (const shape *a, const shape *b)
{
  return a->from == b->from && a->to == b->to && !memcmp (a->number, b->number, sizeof a->number);
}

static nd_status find (nd_cuda *cuda, nd_cuda_fft *fft, const shape *wanted, plan **found,
                       nd_error *error)
{
  for (int i = 0; i < fft->count; i++)
    if (is_equal (&fft->plans[i].shape, wanted)) {
      *found = use (fft, i);
      return ND_OK;
    }
  plan p = {.shape = *wanted};
  nd_status status = new_plan (cuda, fft, &p, error);
  if (status == ND_OUT_OF_MEMORY) { /* the cache may hold what the plan's tables need */
    nd_cuda_pool_trim (cuda);
    status = new_plan (cuda, fft, &p, error);
  }
  ND_RETURN_NOT_OK (status);
  if (fft->count == PLANS) {
    /* Its last transform may still be running. */
    status = nd_cuda_wait (cuda, "fft", error);
    fft->cufftDestroy (fft->plans[--fft->count].handle);
  }
  fft->plans[fft->count] = p;
  *found = use (fft, fft->count++);
  return status;
}

/* ---- transforms ---------------------------------------------------------------------------- */

/* Scratch memory of a transform; 0: not needed. */
typedef struct {
  CUdeviceptr area, input;
} scratch;

static nd_status give_area (nd_cuda *cuda, const nd_cuda_fft *fft, const plan *p, scratch *s,
                            nd_error *error)
{
  if (p->nbytes == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, p->nbytes, &s->area, error));
  return check (cuda, fft->cufftSetWorkArea (p->handle, (void *)(uintptr_t)s->area), error);
}

/* cuFFT reads real elements in pairs, from addresses that are multiples of a pair's size; a view
   may start between two. */
static nd_status align_input (nd_cuda *cuda, const nd_routine *routine, scratch *s, nd_error *error)
{
  const uintptr_t from = (uintptr_t)routine->input[0];
  size_t nbytes =
      (size_t)(routine->number[5] * routine->number[7]) * nd_dtype_size (routine->dtype);
  if (from % nd_dtype_size (routine->other) == 0)
    return ND_OK;
  ND_RETURN_NOT_OK (nd_cuda_scratch (cuda, nbytes, &s->input, error));
  return nd_cuda_check (cuda,
                        cuda->driver->cuMemcpyDtoDAsync_v2 (s->input, from, nbytes, cuda->stream),
                        "fft", error);
}

static nd_status execute (nd_cuda *cuda, const nd_cuda_fft *fft, const plan *p,
                          const nd_routine *routine, const scratch *s, nd_error *error)
{
  void *from = s->input ? (void *)(uintptr_t)s->input : (void *)routine->input[0];
  return check (cuda,
                fft->cufftXtExec (p->handle, from, routine->output[0],
                                  routine->number[0] > 0 ? CUFFT_FORWARD : CUFFT_INVERSE),
                error);
}

nd_status nd_cuda_fourier (nd_cuda *cuda, nd_routine *routine, nd_error *error)
{
  nd_cuda_fft *fft = NULL;
  plan *p = NULL;
  scratch s = {0, 0};
  shape wanted = {.from = routine->dtype, .to = routine->other};
  memcpy (wanted.number, routine->number, sizeof wanted.number);
  wanted.number[0] = 0;
  ND_RETURN_NOT_OK (get (cuda, &fft, error));
  ND_RETURN_NOT_OK (find (cuda, fft, &wanted, &p, error));
  nd_status status = give_area (cuda, fft, p, &s, error);
  if (status == ND_OK)
    status = align_input (cuda, routine, &s, error);
  if (status == ND_OK)
    status = execute (cuda, fft, p, routine, &s, error);
  if (s.area)
    nd_cuda_scratch_free (cuda, s.area);
  if (s.input)
    nd_cuda_scratch_free (cuda, s.input);
  return status;
}
