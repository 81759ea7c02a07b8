/* Devices.

   Purpose    A device is a table of functions; nothing above this header knows which devices there
              are.  The wrappers below add what is the same everywhere: the cache of freed blocks,
              the list of live buffers, counters, the retry before out-of-memory.
   Ownership  Devices live as long as the process.  Buffers hold blocks; see array.h.
   Threads    Only the thread that runs Octave; a device may use threads inside run.
   Failures   nd_status and a message. */
#ifndef ND_DEVICE_DEVICE_H
#define ND_DEVICE_DEVICE_H

#include "array/array.h"
#include "base/status.h"
#include "base/threads.h"
#include "program/generator.h"
#include "program/program.h"
#include "program/routine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nd_device nd_device;

/* The libraries that a device may use, by the names of nd_device_info's fields. */
#define ND_DEVICE_LIBRARY_TABLE(X)                                                                 \
  X (nvrtc)                                                                                        \
  X (cublas)                                                                                       \
  X (cusolver)                                                                                     \
  X (cufft)

/* What else is known of a device, for people; "" where it does not apply or is not there. */
typedef struct nd_device_details {
  char compute_capability[16]; /* "9.0" */
  char driver[16];             /* the CUDA that the driver supports, "13.0" */
  const char *driver_file;
  size_t l2_cache; /* bytes; 0: unknown */
  struct {
#define ND_DEVICE_LIBRARY_MEMBER(name) const char *name;
    ND_DEVICE_LIBRARY_TABLE (ND_DEVICE_LIBRARY_MEMBER)
#undef ND_DEVICE_LIBRARY_MEMBER
  } libraries; /* the files */
} nd_device_details;

/* A kernel that the user wrote, and how it is started. */
typedef struct nd_source_kernel {
  const char *source, *name; /* in the language of the device; which of its kernels */
  unsigned int blocks[3], threads[3];
  unsigned int shared_bytes;
  int count;              /* of parameters */
  void **parameters;      /* where the value of each lies */
  const bool *is_address; /* for each: is it one, of the device's memory? */
} nd_source_kernel;

/* What a device must or may offer.  Slots marked (optional) say what NULL means. */
typedef struct nd_device_type {
  const char *kind; /* "cpu", "sim", "cuda": the part of the name before the colon */

  /* How many devices of the kind there are; when 0, `error` says why (ND_NO_DEVICE) and what to do.
   */
  int (*count) (nd_error *error);

  /* (optional: nothing to do) Called once, before the device's first use. */
  nd_status (*open) (nd_device *device, nd_error *error);

  /* A block of `nbytes` > 0.  ND_OUT_OF_MEMORY lets the wrapper empty the cache and try again. */
  nd_status (*allocate) (nd_device *device, size_t nbytes, void **block, nd_error *error);
  void (*release) (nd_device *device, void *block, size_t nbytes);

  /* (optional: the wrapper's cache keeps freed blocks) The device keeps freed blocks by itself: it
     maintains counters.cached and counters.allocations, observes memory_limit, and gives back what
     it keeps here and before it reports ND_OUT_OF_MEMORY. */
  void (*trim) (nd_device *device);

  /* (optional: host memory, memcpy) Copies between host and device memory and within it. */
  nd_status (*upload) (nd_device *device, void *to, const void *from_host, size_t nbytes,
                       nd_error *error);
  nd_status (*download) (nd_device *device, void *to_host, const void *from, size_t nbytes,
                         nd_error *error);

  /* (optional: through host memory, as for ND_NOT_ON_DEVICE) A copy from another device of the same
     type. */
  nd_status (*copy_from) (nd_device *device, void *to, nd_device *other, const void *from,
                          size_t nbytes, nd_error *error);

  /* Runs a program.  `launch` is simplified, its iteration space is not empty.  Where lists of an
     output name an element several times, the last value is written. */
  nd_status (*run) (nd_device *device, nd_launch *launch, nd_error *error);

  /* Fills generator->count > 0 elements from `to` on. */
  nd_status (*generate) (nd_device *device, const nd_generator *generator, void *to,
                         nd_error *error);

  /* (optional: ND_NOT_ON_DEVICE) Does a routine's work; a kind that the device does not know is
     ND_NOT_ON_DEVICE, too (nd_no_routine). */
  nd_status (*compute) (nd_device *device, nd_routine *routine, nd_error *error);

  /* (optional: false) It has the routines GATHER and SCATTER. */
  bool has_lists;

  /* (optional: false) The device stands for one with a library for linear algebra and Fourier
     transforms: Octave's functions for these (the rows of src/methods.txt that say so) run on
     copies of its arrays in host memory, which count as made inside the device, and their results
     are put back. */
  bool borrows_host_functions;

  /* (optional: ND_NOT_ON_DEVICE) Compiles a user's kernel, unless it did before, and starts it
     where there are blocks. */
  nd_status (*run_source) (nd_device *device, const nd_source_kernel *kernel, nd_error *error);

  /* (optional: nothing runs ahead) Waits for what was started. */
  nd_status (*synchronize) (nd_device *device, nd_error *error);

  /* (optional: there is no such clock) Waits for what was started; by the device's own clock, the
     seconds since the call before, 0 at the first. */
  nd_status (*lap) (nd_device *device, double *seconds, nd_error *error);

  /* (optional: nothing to do) Starts anew, after a fault too; the wrapper has released all blocks.
   */
  nd_status (*reset) (nd_device *device, nd_error *error);

  /* (optional: unknown, 0) Free and total memory in bytes. */
  void (*memory) (nd_device *device, size_t *free_bytes, size_t *total_bytes);

  /* (optional: the kind) One line for people: the card's name. */
  const char *(*description) (nd_device *device);

  /* (optional: nothing more is known) Fills in what is, in `details` that are all "". */
  void (*describe) (nd_device *device, nd_device_details *details);
} nd_device_type;

typedef struct nd_device_counters {
  size_t in_use, cached, peak; /* bytes; in_use counts borrowed memory, too */
  long live_buffers;
  uint64_t allocations;          /* of the device type, not from the cache */
  uint64_t copies, bytes_copied; /* made on the device, by deferred copies that were written */
  uint64_t uploads, bytes_uploaded;
  uint64_t downloads, bytes_downloaded;
  uint64_t launches;
} nd_device_counters;

struct nd_device {
  const nd_device_type *type;
  int index;
  char name[16]; /* "cpu", "sim:0" */
  bool is_host;  /* host code may follow its addresses */
  bool is_open;
  nd_device_counters counters;
  size_t memory_total; /* bytes; 0: nobody has asked yet, or unknown */
  nd_buffer *buffers;  /* live buffers */
  size_t memory_limit; /* bytes that arrays and kept blocks may use together; 0: no limit */
  char loss[64];       /* why blocks were lost last: "reported SIM_ERROR_INJECTED" */
  bool needs_reset;    /* nothing works before nd_device_reset */
  nd_buffer *cache;    /* freed blocks, the latest first */
  void *state;         /* the type's own */
};

/* The CPU, always there. */
nd_device *nd_device_cpu (void);

/* Finds "cpu", "sim", "sim:1", "cuda:0" (any case) and opens it.  ND_BAD_DEVICE for names nobody
   knows ("did you mean"), ND_NO_DEVICE with the reason when it is not there. */
nd_status nd_device_find (const char *name, nd_device **device, nd_error *error) ND_MUST_USE;

/* The i-th device there is (opened or not), NULL past the last. */
nd_device *nd_device_at (int i);

/* The i-th device in use, NULL past the last; looks for none. */
nd_device *nd_device_open_at (int i);

/* Every device type in order: cpu, cuda, sim; NULL past the last. */
const nd_device_type *nd_device_type_at (int i);

/* A buffer with one reference.  Takes a cached block where one fits; on out-of-memory empties the
   cache and tries again before it reports requested, free, total, in use, cached and the largest
   live arrays. */
nd_status nd_buffer_new (nd_device *device, size_t nbytes, nd_buffer **out,
                         nd_error *error) ND_MUST_USE;
/* A CPU buffer on foreign memory; takes ownership of `owner` on success. */
nd_status nd_buffer_borrow (void *data, size_t nbytes, const nd_foreign *foreign, void *owner,
                            nd_buffer **out, nd_error *error) ND_MUST_USE;
void nd_buffer_release (nd_buffer *buffer); /* drops one reference; the block goes to the cache */

nd_status nd_device_upload (nd_buffer *to, size_t to_offset, const void *from_host, size_t nbytes,
                            nd_error *error) ND_MUST_USE;
nd_status nd_device_download (void *to_host, const nd_buffer *from, size_t from_offset,
                              size_t nbytes, nd_error *error) ND_MUST_USE;

/* Between two devices, neither of which is the host; counts as a transfer for both. */
nd_status nd_device_copy (nd_buffer *to, size_t to_offset, const nd_buffer *from,
                          size_t from_offset, size_t nbytes, nd_error *error) ND_MUST_USE;

/* Simplifies and runs; an empty space runs nothing (truth: false for any, true for all). */
nd_status nd_device_run (nd_device *device, nd_launch *launch, nd_error *error) ND_MUST_USE;
/* From now on nd_device_run and nd_device_generate do nothing but call `refuse`; NULL ends that.
   Arrays need not have values meanwhile. */
void nd_device_refuse_runs (nd_status (*refuse) (nd_error *error));
nd_status nd_device_generate (nd_device *device, const nd_generator *generator, void *to,
                              nd_error *error) ND_MUST_USE;
nd_status nd_device_synchronize (nd_device *device, nd_error *error) ND_MUST_USE;
/* As the slot; NaN where there is no such clock. */
nd_status nd_device_lap (nd_device *device, double *seconds, nd_error *error) ND_MUST_USE;
nd_status nd_device_compute (nd_device *device, nd_routine *routine, nd_error *error) ND_MUST_USE;
nd_status nd_device_run_source (nd_device *device, const nd_source_kernel *kernel,
                                nd_error *error) ND_MUST_USE;
const char *nd_device_description (nd_device *device);
void nd_device_describe (nd_device *device, nd_device_details *details);
void nd_device_memory (nd_device *device, size_t *free_bytes, size_t *total_bytes);
void nd_device_trim (nd_device *device); /* gives cached blocks back */

/* 0: no limit.  What is cached is given back where it is too much. */
void nd_device_set_memory_limit (nd_device *device, size_t limit);

/* For device types: what all live blocks held is lost, because the device did `what` ("reported
   CUDA_ERROR_ILLEGAL_ADDRESS", "was reset").  Releases the blocks; the buffers live on, but work on
   them is refused with ND_DEVICE_FAULT. */
void nd_device_lose (nd_device *device, const char *what, bool needs_reset);
bool nd_device_lost (const nd_buffer *buffer);

/* Loses the blocks and has the device start anew.  ND_INVALID_ARGUMENT for the CPU. */
nd_status nd_device_reset (nd_device *device, nd_error *error) ND_MUST_USE;

/* ND_OUT_OF_MEMORY with the whole message. */
nd_status nd_device_out_of_memory (nd_device *device, size_t nbytes, nd_error *error);

/* ND_NOT_ON_DEVICE: `function` (Octave's name) has no version for the device. */
nd_status nd_not_on_device (const char *function, const nd_device *device, nd_error *error);

nd_status nd_no_routine (const nd_device *device, const nd_routine *routine, nd_error *error);

extern const nd_device_type nd_device_type_cpu, nd_device_type_sim, nd_device_type_cuda;

#ifdef __cplusplus
}
#endif
#endif
