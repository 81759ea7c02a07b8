/* cuBLAS, cuSOLVER and cuFFT of the stand-in: handles, checks and queued calls.

   Purpose    What the three libraries share.  A call is checked when it is made and computed when
              the stream's work runs; the functions themselves are declared from the package's own
              lists, so that both agree.
   Ownership  Handles belong to the context that was current when they were made.
   Threads    As the driver's: calls take turns.
   Failures   Each library's own numbers. */
#ifndef TESTS_STANDIN_LIBRARY_H
#define TESTS_STANDIN_LIBRARY_H

#include "linear.h"
#include <stdbool.h>

enum { LIBRARY_OUTPUTS = 4, LIBRARY_NUMBERS = 15 };

/* A call as it is queued: `run` finds everything in it. */
typedef struct library_call {
  void (*run) (const struct library_call *call);
  int type;                        /* CUDA's code */
  int64_t n[LIBRARY_NUMBERS];      /* sizes and options */
  const void *in[LIBRARY_OUTPUTS]; /* device addresses */
  void *out[LIBRARY_OUTPUTS];
  int *info; /* device address */
  linear_transform transform;
} library_call;

typedef enum library_kind { LIBRARY_BLAS, LIBRARY_SOLVER, LIBRARY_PARAMETERS } library_kind;

/* First and last line of every function: counts the call, takes the lock; false when the call must
   fail, as a test wants or because no context is current. */
bool library_enter (const char *name);
void library_leave (void);

/* A whole function in between: counts the call, checks its handle, does the rest.  Each library has
   numbers of its own for SUCCESS, NOT_INITIALIZED and EXECUTION_FAILED. */
#define LIBRARY_CALL(name, handle, kind, body)                                                     \
  do {                                                                                             \
    int result = SUCCESS;                                                                          \
    if (!library_enter (name))                                                                     \
      result = EXECUTION_FAILED;                                                                   \
    else if (!library_handle_is_good (handle, kind))                                               \
      result = NOT_INITIALIZED;                                                                    \
    else                                                                                           \
      result = (body);                                                                             \
    library_leave ();                                                                              \
    return result;                                                                                 \
  } while (0)

/* The function that makes a handle: of its own number ALLOC_FAILED, too. */
#define LIBRARY_CREATE(handle, kind)                                                               \
  do {                                                                                             \
    int result = EXECUTION_FAILED;                                                                 \
    if (library_enter (__func__)) {                                                                \
      *(handle) = library_handle_new (kind);                                                       \
      result = *(handle) ? SUCCESS : ALLOC_FAILED;                                                 \
    }                                                                                              \
    library_leave ();                                                                              \
    return result;                                                                                 \
  } while (0)

/* Handles: NULL when there is no memory.  A handle is good in the context it was made in. */
void *library_handle_new (library_kind kind);
bool library_handle_is_good (const void *handle, library_kind kind);
void library_handle_free (void *handle);
bool library_handle_set_stream (void *handle, void *stream);

/* Do the bytes lie in one block of the device's memory?  Reports it when they do not. */
bool library_holds (const void *address, int64_t nbytes);

/* Says what was wrong, for nd_standin_report. */
void library_report (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* Queues the call on the handle's stream, or on `stream`; false when that failed. */
bool library_submit (const void *handle, const library_call *call);
bool library_submit_to (void *stream, const library_call *call);

#endif
