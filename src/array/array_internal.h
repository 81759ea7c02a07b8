/* What the files of src/array share and nobody else needs.

   Purpose    Sizes, copies and growth of arrays.
   Ownership  A window is an nd_array on the stack that borrows the storage of the array it was
              made from; it is never freed and never outlives that array.
   Threads    Only the thread that runs Octave.
   Failures   As in array.h. */
#ifndef ND_ARRAY_ARRAY_INTERNAL_H
#define ND_ARRAY_ARRAY_INTERNAL_H

#include "array/array.h"

/* ---- sizes --------------------------------------------------------------------------------- */

/* The number of dimensions without trailing singletons, at least 2. */
int nd_dims_trim (int ndims, const int64_t *dims);

/* The product of dims; ND_OUT_OF_MEMORY when so many elements of `element_size` bytes cannot be
   addressed. */
nd_status nd_dims_numel (int ndims, const int64_t *dims, size_t element_size, int64_t *numel,
                         nd_error *error) ND_MUST_USE;

/* The error for dims that no array can have. */
nd_status nd_dims_too_large (nd_error *error);

/* Octave's error for a change of size that would move elements about. */
nd_status nd_dims_invalid_resize (nd_error *error);

/* Gives `a` dims, at most ND_MAX_DIMS after trimming, and the strides of column-major order. */
void nd_array_set_dims (nd_array *a, int ndims, const int64_t *dims);

/* ---- windows and copies -------------------------------------------------------------------- */

/* The same elements, borrowed: change its dims, strides and offset to look at a part. */
void nd_array_window (const nd_array *a, nd_array *window);

/* Is nobody but the buffer's one storage looking at its bytes? */
bool nd_buffer_is_private (const nd_buffer *buffer);

/* A new array whose buffer has room for `capacity` bytes, at least those of its elements. */
nd_status nd_array_new_with_room (struct nd_device *device, nd_dtype dtype, int ndims,
                                  const int64_t *dims, size_t capacity, nd_array **out,
                                  nd_error *error) ND_MUST_USE;

/* nd_copy_elements with a shorter way for what one memcpy does. */
nd_status nd_array_copy_into (nd_array *to, const nd_array *from, nd_error *error) ND_MUST_USE;

/* A new column-major array with the same elements: copied now. */
nd_status nd_array_copy_now (const nd_array *a, nd_array **out, nd_error *error) ND_MUST_USE;

/* Sets the elements of a writable array to zero. */
nd_status nd_array_set_zero (nd_array *a, nd_error *error) ND_MUST_USE;

/* `a` becomes what `by` is; what it was is freed. */
void nd_array_replace (nd_array *a, nd_array *by);

/* ---- growth -------------------------------------------------------------------------------- */

/* Can `extra` bytes of new elements follow a's elements in its buffer? */
bool nd_array_can_append (const nd_array *a, size_t extra);

/* Bytes to allocate for an array of `nbytes` that replaces `a`: an array that has grown before will
   grow again and gets room for it. */
size_t nd_array_grown_capacity (const nd_array *a, size_t nbytes);

/* A larger version of `a`, which is not linked, to take its place: elements keep their subscripts,
   new ones are zero.  Dims are at least a's.  It may share the storage of `a`, with the new
   elements behind those of `a`; `a` is as it was. */
nd_status nd_array_grow (const nd_array *a, int ndims, const int64_t *dims, nd_array **out,
                         nd_error *error) ND_MUST_USE;

#endif
