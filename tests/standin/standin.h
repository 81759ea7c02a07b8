/* A stand-in for NVIDIA's driver and libraries: runs CUDA C on the CPU and checks how it is used.

   Purpose    Lets the whole CUDA backend be tested where there is no GPU.  One shared library that
              serves as libcuda.so.1, NVRTC, cuBLAS, cuSOLVER and cuFFT.  Kernels are compiled for
              the CPU with shim.h; device memory lies apart, out of the host's reach unless the
              device works; queued work runs when somebody waits for it and no sooner.
   Sees       Wrong results; missing and divergent barriers; lanes absent from a mask; reads of
              device and shared memory that nobody wrote; access outside allocations; misaligned
              pointers; host access to device memory; results read, and host memory used again,
              before they were waited for; missing waits between streams; dependence on the order of
              lanes, warps and blocks; wrong handles, sizes and contexts; legacy symbols; impossible
              launches; what a failing call leaves behind.
   Cannot     see the memory model (a missing __threadfence or volatile), NVIDIA's own math library
   see        (other last digits than the host's), registers and occupancy, true concurrency, speed.
   Stricter   a barrier after some threads have returned is reported, though sm_70 and newer allow
              it; every launch and every cuMemFree looks at the bytes between allocations.
   Narrower   misaligned pointers are seen where casts make them and where kernels get them, others
              (in memory that a kernel reads) with gcc only; `extern __shared__` is known inside
              functions only; what C cannot say (templates, overloading) is compiled as C++, 50
              times slower.
   Ownership  Device memory, handles and queues belong to a device's context and go with it.
   Threads    One lock around every call; the current context is each thread's own.
   Failures   NVIDIA's numbers; nd_standin_report says in words what a check found.

   Environment, looked at on every call, so that a test can change it in a running process:

     ND_STANDIN_DEVICES=2            how many devices there are
     ND_STANDIN_MEMORY=BYTES         memory of each (4 GiB)
     ND_STANDIN_DRIVER_VERSION=13000 what cuDriverGetVersion says
     ND_STANDIN_NVRTC_VERSION=13000  what nvrtcVersion says
     ND_STANDIN_CAPABILITY=90        compute capability of each device
     ND_STANDIN_LAZY=0               work runs at once instead of when it is waited for
     ND_STANDIN_ORDER=0              order of lanes, warps, blocks and streams: 0 forwards, 1
                                     backwards, any other number shuffled by that seed
     ND_STANDIN_FAIL=NAME:N[+][=CODE]  the n-th call of NAME (* for any) from now on fails, with +
                                     all later ones too, with this CUresult; NAME may be run_kernel
                                     or run_copy, for failing when the work is done, not when asked
     ND_STANDIN_DELAY=NAME:N[+][=MS] the same, but the call takes MS milliseconds (100) longer
     ND_STANDIN_CC="gcc -O1"         compiler for kernels (tcc where there is one, else cc -O1)
     ND_STANDIN_CACHE=FOLDER         keeps compiled kernels there
     ND_STANDIN_KEEP=1               leaves the C text of kernels beside them
     ND_STANDIN_TEXTS=FOLDER         keeps the CUDA C of all kernels there, for other compilers */
#ifndef TESTS_STANDIN_STANDIN_H
#define TESTS_STANDIN_STANDIN_H

#include "driver_api.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
  STANDIN_DRIVER_VERSION = 13000,
  STANDIN_MOST_DEVICES = 8,
  STANDIN_MOST_THREADS = 1024,     /* of a block */
  STANDIN_USUAL_SHARED = 48 << 10, /* shared memory of a block, without asking for more */
  STANDIN_MOST_SHARED = 227 << 10,
  STANDIN_MOST_PARAMETER_BYTES = 4096 /* more only with newer drivers on newer cards */
};

/* ---- what tests ask the stand-in (calls.c) ----------------------------------------------- */

/* How often the function of this name was called; "*": all calls. */
STANDIN_EXPORT long nd_standin_calls (const char *name);

/* What the last failing check found; "" when none did. */
STANDIN_EXPORT const char *nd_standin_report (void);

/* ---- calls (calls.c) --------------------------------------------------------------------- */

enum standin_needs { NEEDS_NOTHING, NEEDS_INIT, NEEDS_CONTEXT };

/* Takes the lock, counts the call and lets it fail when it is its turn; otherwise whatever is wrong
   before the call begins: cuInit missing, no context, a context that was lost. */
CUresult standin_enter (const char *name, enum standin_needs needs);
void standin_leave (const int *entered);

/* Counts work that is done and not called for ("run_kernel"); fails as standin_enter. */
CUresult standin_count (const char *name);

/* First line of every entry: returns from it with `convert (result)` when the call must fail. */
#define ENTER_AS(needs, convert)                                                                   \
  __attribute__ ((cleanup (standin_leave), unused)) const int standin_entered = 0;                 \
  CUresult standin_result = standin_enter (__func__, needs);                                       \
  if (standin_result != CUDA_SUCCESS)                                                              \
  return convert (standin_result)
#define ENTER(needs) ENTER_AS (needs, )

void standin_set_report (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* An environment variable as a number. */
long long standin_number (const char *variable, long long otherwise);

/* ---- handles (objects.c) ----------------------------------------------------------------- */

/* Every handle points to a struct that starts with this one. */
enum object_kind {
  OBJECT_CONTEXT,
  OBJECT_STREAM,
  OBJECT_EVENT,
  OBJECT_MODULE,
  OBJECT_FUNCTION,
  OBJECT_PROGRAM,
  OBJECT_BLAS,
  OBJECT_SOLVER,
  OBJECT_PARAMETERS,
  OBJECT_PLAN
};
struct object {
  enum object_kind kind;
  CUcontext context; /* that it goes with; NULL: none */
  struct object *next;
};

/* Allocates a zeroed object of `size` bytes; NULL when memory is short. */
void *object_new (size_t size, enum object_kind kind, CUcontext context);
bool object_is (const void *handle, enum object_kind kind);
void object_free (void *handle);

/* Calls `give_up` (which must free it) for every object of this kind and context. */
void object_free_all (enum object_kind kind, CUcontext context, void (*give_up) (void *));

/* ---- contexts (context.c) ---------------------------------------------------------------- */

struct CUctx_st {
  struct object object;
  int device;
  bool destroyed;
  CUresult lost;           /* a fault: every later call fails with it */
  unsigned int peers;      /* bit i: memory of device i may be reached */
  CUstream default_stream; /* what NULL means */
  CUstream streams;        /* all of them */
};

CUcontext standin_current (void);

/* The context of a device that lives, or NULL. */
CUcontext context_of_device (int device);

/* ---- devices (device.c) ------------------------------------------------------------------ */

int standin_device_count (void);
bool standin_is_initialised (void);
int standin_capability (void); /* 90 */

/* ---- device memory (arena.c) ------------------------------------------------------------- */

CUresult arena_allocate (int device, size_t size, CUdeviceptr *p);
CUresult arena_release (int device, CUdeviceptr p);
void arena_reset (int device);
size_t arena_in_use (int device);
size_t arena_memory (void); /* of each device, in all */

/* Whether the bytes lie inside one allocation of the device; reports it when not. */
bool arena_holds (int device, CUdeviceptr p, size_t size);
bool arena_range (int device, CUdeviceptr p, CUdeviceptr *start, size_t *size);

static inline void *device_pointer (CUdeviceptr p)
{
  void *pointer;
  memcpy (&pointer, &p, sizeof pointer);
  return pointer;
}

/* The device whose memory the address belongs to, or -1. */
int arena_device (CUdeviceptr p);

/* Lets code of this process reach the device's memory until the closing call; they nest. */
void arena_open (int device);
void arena_close (int device);

/* CUDA_ERROR_ILLEGAL_ADDRESS, and a report, when something was written between allocations. */
CUresult arena_check (int device);

/* Host memory that copies may work on while the program goes on (memory.c). */
bool memory_is_pinned (const void *p, size_t size);

/* ---- queued work (stream.c) -------------------------------------------------------------- */

/* One piece of work; structs of particular pieces start with it. */
struct work {
  struct work *next;
  unsigned long long turn; /* counts all work of the process in the order it was queued */
  CUstream stream;
  CUstream after; /* that has to have run up to after_turn before; NULL: none */
  unsigned long long after_turn;
  CUresult (*run) (struct work *work);
  void (*give_up) (struct work *work); /* frees what it owns but not itself; NULL: nothing */
  bool (*uses_host) (const struct work *work, const void *p, size_t size); /* NULL: does not */
};

struct CUstream_st {
  struct object object;
  CUstream next; /* of the context */
  bool is_default, waits_for_default;
  bool was_asked; /* by a query, since something ran */
  struct work *first, **end;
};

/* The stream that the handle means in the current context; NULL, and a report, when none. */
CUstream stream_of (CUstream handle);
CUstream stream_new (CUcontext context, bool is_default, bool waits_for_default);

/* Allocates zeroed work of `size` bytes; NULL when memory is short. */
void *work_new (size_t size, CUresult (*run) (struct work *));

/* Takes the work over (NULL: CUDA_ERROR_OUT_OF_MEMORY) and queues it; runs it at once where work is
   not lazy. */
CUresult stream_submit (CUstream stream, struct work *work);

/* The turn of what is submitted next. */
unsigned long long stream_next_turn (void);

/* Runs the stream's work up to this turn, and whatever has to run before. */
CUresult stream_run_until (CUstream stream, unsigned long long turn);
CUresult stream_run_all (CUstream stream);
CUresult context_run_all (CUcontext context);

/* Throws away all work of the context. */
void context_drop_all (CUcontext context);
void stream_free (CUstream stream);

/* Runs a piece of the pending work, so that polling comes to an end; true when none is left before
   that turn. */
bool stream_poll (CUstream stream, unsigned long long turn);

/* Whether queued work of any stream uses this host memory. */
bool streams_use_host (const void *p, size_t size);

/* ---- kernels (module.c, launch.c, fibers.c) ---------------------------------------------- */

struct CUmod_st {
  struct object object;
  void *library;
  struct nd_api **api;             /* of the kernels */
  char *shared_begin, *shared_end; /* shared memory of fixed size */
  CUfunction functions;
};

struct CUfunc_st {
  struct object object;
  CUfunction next; /* of the module */
  CUmodule module;
  char name[256];
  void (*entry) (void **parameters);
  const unsigned int *parameter_sizes; /* ends with 0 */
  unsigned int most_threads;           /* __launch_bounds__ */
  unsigned int most_shared;            /* of fixed and chosen size together */
};

void module_free (void *module);
size_t standin_static_shared (CUmodule module);

/* What nvrtc.c makes and module.c loads.  A CUBIN is this header and a shared library; PTX is text:
   a line by PTX_FORMAT (compiler's version, architecture, size), then the CUBIN in hexadecimal. */
#define IMAGE_MAGIC "nd-standin cubin"
#define PTX_MAGIC "//nd-standin ptx"
#define PTX_FORMAT PTX_MAGIC " %5d %3d %10u\n"
enum { PTX_HEADER = sizeof PTX_MAGIC - 1 + 1 + 5 + 1 + 3 + 1 + 10 + 1 };
struct image {
  char magic[sizeof IMAGE_MAGIC - 1];
  int architecture;
  unsigned int size; /* of the library */
  uint64_t hash;
};
uint64_t standin_hash (const void *bytes, size_t size, uint64_t start);

/* ---- shuffling (shuffle.c) --------------------------------------------------------------- */

/* ND_STANDIN_ORDER. */
enum { ORDER_FORWARDS, ORDER_BACKWARDS, ORDER_SHUFFLED };
int shuffle_order (void);

/* Writes the numbers from 0 to n - 1 in the order that is asked for. */
void shuffle (int *order, int n);
unsigned int shuffle_random (unsigned int below);

#endif
