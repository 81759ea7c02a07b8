/* Status codes and error messages.

   Purpose    Every core function that can fail returns an nd_status and writes the message into an
              nd_error that the caller owns and that may be NULL.
   Ownership  nd_error is plain memory of the caller; nothing in it is allocated.
   Threads    No global state.
   Failures   None of these functions fails; long messages are cut. */
#ifndef ND_BASE_STATUS_H
#define ND_BASE_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/* One row per error: enumerator and Octave's error identifier. */
#define ND_STATUS_TABLE(X)                                                                         \
  X (ND_OK, "")                                                                                    \
  X (ND_OUT_OF_MEMORY, "ndarray:out-of-memory")                                                    \
  X (ND_DEVICE_TO_HOST, "ndarray:device-to-host")                                                  \
  X (ND_DEVICE_MISMATCH, "ndarray:device-mismatch")                                                \
  X (ND_NO_DEVICE, "ndarray:no-device")                                                            \
  X (ND_BAD_DEVICE, "ndarray:bad-device")                                                          \
  X (ND_NOT_ON_DEVICE, "ndarray:not-on-device")                                                    \
  X (ND_DEVICE_FAULT, "ndarray:device-fault")                                                      \
  X (ND_COPY_NEEDED, "ndarray:copy-needed")                                                        \
  X (ND_IN_PLACE, "ndarray:in-place")                                                              \
  X (ND_VIEW, "ndarray:view")                                                                      \
  X (ND_DTYPE, "ndarray:dtype")                                                                    \
  X (ND_SHARED_VALUE, "ndarray:shared-value")                                                      \
  X (ND_TWO_COPIES, "ndarray:two-copies")                                                          \
  X (ND_IO, "ndarray:io")                                                                          \
  X (ND_IMAGE_FORMAT, "ndarray:image-format")                                                      \
  X (ND_IMAGE_CORRUPT, "ndarray:image-corrupt")                                                    \
  X (ND_IMAGE_TOO_LARGE, "ndarray:image-too-large")                                                \
  X (ND_INVALID_ARGUMENT, "ndarray:invalid-argument")                                              \
  X (ND_INDEX_OUT_OF_BOUNDS, "Octave:index-out-of-bounds")                                         \
  X (ND_BAD_INDEX, "Octave:bad-index")                                                             \
  X (ND_NONCONFORMANT, "Octave:nonconformant-args")                                                \
  X (ND_UNDEFINED, "Octave:undefined-function")                                                    \
  X (ND_INVALID_RESIZE, "Octave:invalid-resize")                                                   \
  X (ND_FAILED, "")      /* an error of Octave's that carries no identifier */                     \
  X (ND_INTERRUPTED, "") /* Ctrl-C: the glue lets Octave handle the signal */

typedef enum nd_status {
#define ND_STATUS_ROW(name, id) name,
  ND_STATUS_TABLE (ND_STATUS_ROW)
#undef ND_STATUS_ROW
      ND_STATUS_COUNT
} nd_status;

enum { ND_MESSAGE_SIZE = 2048 };

typedef struct nd_error {
  nd_status status;
  char message[ND_MESSAGE_SIZE];
} nd_error;

/* Octave's identifier of a status, such as "ndarray:io"; a static string. */
const char *nd_status_identifier (nd_status status);

/* Writes the formatted message into `error` (which may be NULL) and returns `status`, so that
   `return nd_fail (error, ND_IO, "...")` is the way to fail. */
nd_status nd_fail (nd_error *error, nd_status status, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

#ifdef __clang_analyzer__
/* The analyzer does not look into other files; this tells it that the status comes back. */
#define nd_fail(error, status, ...) ((void)(nd_fail)(error, status, __VA_ARGS__), (status))
#endif

#define ND_MUST_USE __attribute__ ((warn_unused_result))

/* Returns from the calling function when `expression` is not ND_OK. */
#define ND_RETURN_NOT_OK(expression)                                                               \
  do {                                                                                             \
    nd_status nd_return_status = (expression);                                                     \
    if (nd_return_status != ND_OK)                                                                 \
      return nd_return_status;                                                                     \
  } while (0)

#ifdef __cplusplus
}
#endif
#endif
