/* Arrays: buffer, storage, array.

   Purpose    Three levels of ownership make copies and sharing explicit.
                buffer   bytes on one device, reference counted; never written while two storages
                         hold it.
                storage  identity: the arrays that see each other's writes hold one storage.
                array    class, size, strides and offset: a view of a storage.
              A deferred copy is a new storage on the same buffer; a linked array is another array
              on the same storage.  A write asks the storage for a private buffer first.
   Ownership  nd_array_free gives an array back; storages and buffers are counted.
   Threads    Only the thread that runs Octave.
   Failures   nd_status and a message; on failure nothing changed and *out is untouched. */
#ifndef ND_ARRAY_ARRAY_H
#define ND_ARRAY_ARRAY_H

#include "array/dtype.h"
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { ND_MAX_DIMS = 32 };

struct nd_device;

/* How a buffer borrows memory that belongs to somebody else (an Octave matrix). */
typedef struct nd_foreign {
  bool (*is_shared) (void *owner); /* does anybody besides `owner` hold the memory? */
  void (*release) (void *owner);   /* the buffer needs `owner` no longer */
} nd_foreign;

typedef struct nd_buffer {
  long references; /* storages that hold it, plus launches in flight */
  long waiting;    /* those of them that are inputs of pending expressions */
  struct nd_device *device;
  void *data;                /* device address; unreadable for the host unless the device is cpu */
  size_t nbytes;             /* capacity */
  size_t used;               /* bytes any array may see: concatenation and growth append past it */
  bool grows;                /* made by concatenation or growth: its successor gets room for more */
  const nd_foreign *foreign; /* NULL: the block is ours (nd_device_free) */
  void *owner;               /* with foreign */
  struct nd_buffer *next, *previous; /* the device's list of live buffers */
} nd_buffer;

typedef struct nd_storage {
  long arrays; /* arrays that share it */
  uint64_t id; /* never used twice */
  nd_buffer *buffer;
} nd_storage;

typedef struct nd_array {
  nd_storage *storage;
  nd_dtype dtype;
  int ndims;      /* at least 2; no trailing singleton beyond the second */
  int64_t offset; /* of element 0, in elements from the buffer's start */
  int64_t dims[ND_MAX_DIMS];
  int64_t strides[ND_MAX_DIMS]; /* in elements; entries past ndims are not initialised */
} nd_array;

/* ---- making arrays ------------------------------------------------------------------------- */

/* A new array with elements not initialised, column-major.  Trailing singleton dimensions are
   dropped; the product of dims must fit (ND_OUT_OF_MEMORY with Octave's wording otherwise). */
nd_status nd_array_new (struct nd_device *device, nd_dtype dtype, int ndims, const int64_t *dims,
                        nd_array **out, nd_error *error) ND_MUST_USE;

/* A CPU array on memory of `owner`.  Takes ownership of `owner` on success only. */
nd_status nd_array_from_foreign (nd_dtype dtype, int ndims, const int64_t *dims, void *data,
                                 const nd_foreign *foreign, void *owner, nd_array **out,
                                 nd_error *error) ND_MUST_USE;

/* A CPU array of one element, copied from host memory `element`. */
nd_status nd_array_from_scalar (nd_dtype dtype, const void *element, nd_array **out,
                                nd_error *error) ND_MUST_USE;

/* O(1): the same elements, independent (deferred copy). */
nd_status nd_array_copy (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

/* O(1): another array on the same storage (a write is seen through both). */
nd_status nd_array_link (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

void nd_array_free (nd_array *a); /* NULL is allowed */

/* How a function ends that made `a`: hands it over where all went well, or else frees it (NULL is
   allowed).  Returns `status`. */
nd_status nd_array_deliver (nd_status status, nd_array *a, nd_array **out) ND_MUST_USE;

/* ---- asking -------------------------------------------------------------------------------- */

int64_t nd_numel (int ndims, const int64_t *dims); /* their product */
bool nd_dims_equal (int ndims, const int64_t *dims, int other_ndims, const int64_t *other_dims);
int64_t nd_array_numel (const nd_array *a);
size_t nd_array_nbytes (const nd_array *a); /* numel times element size */
struct nd_device *nd_array_device (const nd_array *a);
bool nd_array_is_contiguous (const nd_array *a);     /* column-major without gaps, at any offset */
bool nd_array_is_scalar (const nd_array *a);         /* exactly one element */
bool nd_array_is_linked (const nd_array *a);         /* other arrays hold its storage */
bool nd_array_has_deferred_copy (const nd_array *a); /* a write would copy the buffer first */
bool nd_array_is_borrowed (const nd_array *a);       /* memory belongs to an Octave matrix */

/* Would a write through one be seen through the other?  Exact, element by element. */
bool nd_array_shares_memory (const nd_array *a, const nd_array *b);

/* "3x4x2"; "double 3x4x2".  Write at most `size` bytes and return `text`. */
const char *nd_dims_text (int ndims, const int64_t *dims, char *text, size_t size);
const char *nd_array_text (const nd_array *a, char *text, size_t size);

/* Octave's error for sizes that do not go together, "operator +: nonconformant arguments ...". */
nd_status nd_nonconformant (const char *name, int ndims_a, const int64_t *a, int ndims_b,
                            const int64_t *b, nd_error *error);

/* ---- reading and writing ------------------------------------------------------------------- */

/* Address of element 0 of a CPU array, for reading. */
const void *nd_array_data (const nd_array *a);

/* Makes the array's elements writable in place: afterwards its storage's buffer is held by nobody
   else.  Copies the buffer when a deferred copy or an Octave matrix also holds it (a storage with
   one array copies only that array's elements and makes them contiguous). */
nd_status nd_array_prepare_write (nd_array *a, nd_error *error) ND_MUST_USE;

/* Leaves the group: the array gets a storage of its own on the same buffer.  O(1). */
nd_status nd_array_detach (nd_array *a, nd_error *error) ND_MUST_USE;

/* The same elements in column-major order without gaps: a deferred copy where they are already,
   else a new array.  Transposes in cache-sized blocks on the CPU. */
nd_status nd_array_contiguous (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

/* Hands a CPU buffer's block to Octave: afterwards `owner` (for which `foreign` speaks) owns the
   memory and the buffer borrows it.  Takes ownership of `owner`. */
void nd_buffer_adopt (nd_buffer *buffer, const nd_foreign *foreign, void *owner);

/* ---- layout: results are independent, deferred copies where strides allow ------------------ */

nd_status nd_array_reshape (const nd_array *a, int ndims, const int64_t *dims, nd_array **out,
                            nd_error *error) ND_MUST_USE;

/* Strides that walk the elements of `a`, of which there are some, in column-major order as an array
   of `dims` with as many; false where there are none. */
bool nd_array_reshape_strides (const nd_array *a, int ndims, const int64_t *dims, int64_t *strides);

/* `permutation` counts from 0 and has at least a->ndims entries.  O(1). */
nd_status nd_array_permute (const nd_array *a, int ndims, const int *permutation, nd_array **out,
                            nd_error *error) ND_MUST_USE;
nd_status nd_array_transpose (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;
nd_status nd_array_swap_first (const nd_array *a, int d, nd_array **out,
                               nd_error *error) ND_MUST_USE; /* dimensions 0 and d, from 0 */

/* The bytes of a vector as elements of class `dtype`: a row if `a` is one, else a column, 0x0
   of 0x0. */
nd_status nd_array_typecast (const nd_array *a, nd_dtype dtype, nd_array **out,
                             nd_error *error) ND_MUST_USE;

/* Octave's resize: elements keep their subscripts, new ones are zero. */
nd_status nd_array_resize (const nd_array *a, int ndims, const int64_t *dims, nd_array **out,
                           nd_error *error) ND_MUST_USE;

/* The class of [a, b, ...] in Octave; an error where Octave raises one. */
nd_status nd_concatenation_class (int count, const nd_array *const *arrays, nd_dtype *result,
                                  nd_error *error) ND_MUST_USE;

/* Concatenation along `dim`, counted from 0, as Octave's cat; -1 and -2 are [a; b] and [a, b],
   which drop 1x0 and 0x1 operands that do not fit and name the direction in errors.  Empty 0x0
   operands vanish, the class follows Octave's concatenation rules.  All arrays are on one device,
   except that CPU arrays of one element or none may come along.  When the first array ends where
   its buffer's used part ends and there is room, the rest is appended in place, so that repeated
   concatenation costs amortised time. */
nd_status nd_array_concatenate (int dim, int count, const nd_array *const *arrays, nd_array **out,
                                nd_error *error) ND_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
