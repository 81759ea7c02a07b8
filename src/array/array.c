/* Making arrays, asking about them, and copying before a write. */
#include "array/array.h"
#include "array/array_internal.h"
#include "base/memory.h"
#include "device/device.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- sizes --------------------------------------------------------------------------------- */

int nd_dims_trim (int ndims, const int64_t *dims)
{
  while (ndims > 2 && dims[ndims - 1] == 1)
    ndims--;
  return ndims;
}

bool nd_dims_equal (int ndims, const int64_t *dims, int other_ndims, const int64_t *other_dims)
{
  return ndims == other_ndims && memcmp (dims, other_dims, (size_t)ndims * sizeof *dims) == 0;
}

nd_status nd_dims_too_large (nd_error *error)
{
  return nd_fail (error, ND_OUT_OF_MEMORY,
                  "out of memory or dimension too large for Octave's index type");
}

nd_status nd_dims_invalid_resize (nd_error *error)
{
  return nd_fail (error, ND_INVALID_RESIZE,
                  "Invalid resizing operation or ambiguous assignment to an out-of-bounds array "
                  "element");
}

nd_status nd_dims_numel (int ndims, const int64_t *dims, size_t element_size, int64_t *numel,
                         nd_error *error)
{
  int64_t product = 1;
  bool overflows = false;
  for (int d = 0; d < ndims; d++) {
    if (dims[d] == 0) {
      *numel = 0;
      return ND_OK;
    }
    overflows = overflows || __builtin_mul_overflow (product, dims[d], &product);
  }
  if (overflows || product > INT64_MAX / (int64_t)element_size)
    return nd_dims_too_large (error);
  *numel = product;
  return ND_OK;
}

void nd_array_set_dims (nd_array *a, int ndims, const int64_t *dims)
{
  a->ndims = nd_dims_trim (ndims, dims);
  assert (a->ndims <= ndims && a->ndims <= ND_MAX_DIMS);
  int64_t stride = 1;
  for (int d = 0; d < a->ndims; d++) {
    a->dims[d] = dims[d];
    a->strides[d] = stride;
    /* Wraps only when a later dimension is 0: there is no element then. */
    stride = (int64_t)((uint64_t)stride * (uint64_t)dims[d]);
  }
}

/* ---- making arrays ------------------------------------------------------------------------- */

static nd_storage *new_storage (nd_buffer *buffer)
{
  static uint64_t last_id;
  nd_storage *storage = nd_malloc (sizeof *storage);
  if (storage) {
    storage->arrays = 1;
    storage->id = ++last_id;
    storage->buffer = buffer;
  }
  return storage;
}

static void release_storage (nd_storage *storage)
{
  if (--storage->arrays > 0)
    return;
  nd_buffer_release (storage->buffer);
  nd_free (storage);
}

/* Checks dims and makes an array without a buffer, NULL on failure; `*nbytes` is what its elements
   need. */
static nd_array *new_shell (nd_dtype dtype, int ndims, const int64_t *dims, size_t *nbytes,
                            nd_status *status, nd_error *error)
{
  int64_t numel = 0;
  *status = nd_dims_trim (ndims, dims) > ND_MAX_DIMS
                ? nd_fail (error, ND_INVALID_ARGUMENT, "an nd array has at most %d dimensions",
                           ND_MAX_DIMS)
                : nd_dims_numel (ndims, dims, nd_dtype_size (dtype), &numel, error);
  if (*status != ND_OK)
    return NULL;
  nd_array *a = nd_malloc (sizeof *a);
  nd_storage *storage = a ? new_storage (NULL) : NULL;
  if (!storage) {
    nd_free (a);
    *status = nd_out_of_memory (error, sizeof *a);
    return NULL;
  }
  a->storage = storage;
  a->dtype = dtype;
  a->offset = 0;
  nd_array_set_dims (a, ndims, dims);
  *nbytes = (size_t)numel * nd_dtype_size (dtype);
  return a;
}

/* Hands a shell out when its buffer could be had. */
static nd_status finish_shell (nd_array *shell, nd_status status, nd_array **out)
{
  if (status != ND_OK) {
    nd_free (shell->storage);
    nd_free (shell);
    return status;
  }
  shell->storage->buffer->grows = false;
  *out = shell;
  return ND_OK;
}

nd_status nd_array_new_with_room (nd_device *device, nd_dtype dtype, int ndims, const int64_t *dims,
                                  size_t capacity, nd_array **out, nd_error *error)
{
  nd_status status;
  size_t nbytes = 0;
  nd_array *shell = new_shell (dtype, ndims, dims, &nbytes, &status, error);
  if (!shell)
    return status;
  status =
      nd_buffer_new (device, capacity > nbytes ? capacity : nbytes, &shell->storage->buffer, error);
  if (status == ND_OK)
    shell->storage->buffer->used = nbytes;
  return finish_shell (shell, status, out);
}

nd_status nd_array_new (nd_device *device, nd_dtype dtype, int ndims, const int64_t *dims,
                        nd_array **out, nd_error *error)
{
  return nd_array_new_with_room (device, dtype, ndims, dims, 0, out, error);
}

nd_status nd_array_from_foreign (nd_dtype dtype, int ndims, const int64_t *dims, void *data,
                                 const nd_foreign *foreign, void *owner, nd_array **out,
                                 nd_error *error)
{
  nd_status status;
  size_t nbytes = 0;
  nd_array *shell = new_shell (dtype, ndims, dims, &nbytes, &status, error);
  if (!shell)
    return status;
  status = nd_buffer_borrow (data, nbytes, foreign, owner, &shell->storage->buffer, error);
  return finish_shell (shell, status, out);
}

nd_status nd_array_from_scalar (nd_dtype dtype, const void *element, nd_array **out,
                                nd_error *error)
{
  static const int64_t dims[2] = {1, 1};
  ND_RETURN_NOT_OK (nd_array_new (nd_device_cpu (), dtype, 2, dims, out, error));
  memcpy ((*out)->storage->buffer->data, element, nd_dtype_size (dtype));
  return ND_OK;
}

/* Entries past ndims are not initialised, so whole structs are never copied. */
void nd_array_window (const nd_array *a, nd_array *window)
{
  window->storage = a->storage;
  window->dtype = a->dtype;
  window->ndims = a->ndims;
  window->offset = a->offset;
  memcpy (window->dims, a->dims, (size_t)a->ndims * sizeof *a->dims);
  memcpy (window->strides, a->strides, (size_t)a->ndims * sizeof *a->strides);
}

nd_status nd_array_copy (const nd_array *a, nd_array **out, nd_error *error)
{
  nd_array *copy = nd_malloc (sizeof *copy);
  nd_storage *storage = copy ? new_storage (a->storage->buffer) : NULL;
  if (!storage) {
    nd_free (copy);
    return nd_out_of_memory (error, sizeof *copy);
  }
  storage->buffer->references++;
  nd_array_window (a, copy);
  copy->storage = storage;
  *out = copy;
  return ND_OK;
}

nd_status nd_array_link (const nd_array *a, nd_array **out, nd_error *error)
{
  nd_array *link = nd_malloc (sizeof *link);
  if (!link)
    return nd_out_of_memory (error, sizeof *link);
  nd_array_window (a, link);
  link->storage->arrays++;
  *out = link;
  return ND_OK;
}

void nd_array_free (nd_array *a)
{
  if (!a)
    return;
  release_storage (a->storage);
  nd_free (a);
}

nd_status nd_array_deliver (nd_status status, nd_array *a, nd_array **out)
{
  if (status == ND_OK)
    *out = a;
  else
    nd_array_free (a);
  return status;
}

void nd_array_replace (nd_array *a, nd_array *by)
{
  release_storage (a->storage);
  nd_array_window (by, a);
  nd_free (by);
}

/* ---- asking -------------------------------------------------------------------------------- */

int64_t nd_numel (int ndims, const int64_t *dims)
{
  int64_t numel = dims[0];
  for (int d = 1; d < ndims && numel != 0; d++)
    if (__builtin_mul_overflow (numel, dims[d], &numel))
      return 0; /* a later dimension is 0, or the array could not have been made */
  return numel;
}

int64_t nd_array_numel (const nd_array *a)
{
  return nd_numel (a->ndims, a->dims);
}

size_t nd_array_nbytes (const nd_array *a)
{
  return (size_t)nd_array_numel (a) * nd_dtype_size (a->dtype);
}

nd_device *nd_array_device (const nd_array *a)
{
  return a->storage->buffer->device;
}

bool nd_array_is_contiguous (const nd_array *a)
{
  int64_t stride = 1;
  bool gaps = false;
  for (int d = 0; d < a->ndims; d++) {
    if (a->dims[d] == 0)
      return true;
    if (a->dims[d] == 1)
      continue;
    gaps = gaps || a->strides[d] != stride;
    stride = (int64_t)((uint64_t)stride * (uint64_t)a->dims[d]);
  }
  return !gaps;
}

bool nd_array_is_scalar (const nd_array *a)
{
  return a->ndims == 2 && a->dims[0] == 1 && a->dims[1] == 1;
}

bool nd_array_is_linked (const nd_array *a)
{
  return a->storage->arrays > 1;
}

bool nd_buffer_is_private (const nd_buffer *buffer)
{
  return buffer->references == 1 &&
         (!buffer->foreign || !buffer->foreign->is_shared (buffer->owner));
}

bool nd_array_has_deferred_copy (const nd_array *a)
{
  return !nd_buffer_is_private (a->storage->buffer);
}

bool nd_array_is_borrowed (const nd_array *a)
{
  return a->storage->buffer->foreign != NULL;
}

const char *nd_dims_text (int ndims, const int64_t *dims, char *text, size_t size)
{
  size_t length = 0;
  for (int d = 0; d < ndims && length < size; d++)
    length += (size_t)snprintf (text + length, size - length, "%s%" PRId64, d ? "x" : "", dims[d]);
  return text;
}

const char *nd_array_text (const nd_array *a, char *text, size_t size)
{
  int length = snprintf (text, size, "%s ", nd_dtype_class (a->dtype));
  if ((size_t)length < size)
    nd_dims_text (a->ndims, a->dims, text + length, size - (size_t)length);
  return text;
}

nd_status nd_nonconformant (const char *name, int ndims_a, const int64_t *a, int ndims_b,
                            const int64_t *b, nd_error *error)
{
  char text_a[256], text_b[256];
  return nd_fail (error, ND_NONCONFORMANT, "%s: nonconformant arguments (op1 is %s, op2 is %s)",
                  name, nd_dims_text (ndims_a, a, text_a, sizeof text_a),
                  nd_dims_text (ndims_b, b, text_b, sizeof text_b));
}

const void *nd_array_data (const nd_array *a)
{
  const nd_buffer *buffer = a->storage->buffer;
  assert (buffer->device->is_host);
  if (!buffer->data)
    return NULL; /* an empty array's buffer need not have a block */
  return (const char *)buffer->data + a->offset * (int64_t)nd_dtype_size (a->dtype);
}

/* ---- before a write ------------------------------------------------------------------------ */

static void count_copy (nd_device *device, size_t nbytes)
{
  device->counters.copies++;
  device->counters.bytes_copied += nbytes;
}

/* Copies a window's elements into a new buffer, column-major. */
static nd_status copy_to_new_buffer (const nd_array *window, nd_buffer **out, nd_error *error)
{
  nd_device *device = nd_array_device (window);
  nd_buffer *buffer;
  ND_RETURN_NOT_OK (nd_buffer_new (device, nd_array_nbytes (window), &buffer, error));
  buffer->grows = false;
  nd_storage storage = {.arrays = 1, .buffer = buffer};
  nd_array to = {.storage = &storage, .dtype = window->dtype};
  nd_array_set_dims (&to, window->ndims, window->dims);
  nd_status status = nd_array_copy_into (&to, window, error);
  if (status != ND_OK) {
    nd_buffer_release (buffer);
    return status;
  }
  count_copy (device, buffer->used);
  *out = buffer;
  return ND_OK;
}

static void exchange_buffer (nd_storage *storage, nd_buffer *buffer)
{
  nd_buffer_release (storage->buffer);
  storage->buffer = buffer;
}

/* Only `a` looks at its storage: nothing but its elements needs to be copied. */
static nd_status copy_elements_only (nd_array *a, nd_error *error)
{
  nd_buffer *buffer;
  ND_RETURN_NOT_OK (copy_to_new_buffer (a, &buffer, error));
  exchange_buffer (a->storage, buffer);
  a->offset = 0;
  nd_array_set_dims (a, a->ndims, a->dims);
  return ND_OK;
}

/* Several arrays look at the storage: all used bytes move, so that every view stays valid. */
static nd_status copy_whole_buffer (nd_array *a, nd_error *error)
{
  nd_buffer *buffer;
  int64_t dims[2] = {(int64_t)(a->storage->buffer->used / nd_dtype_size (a->dtype)), 1};
  nd_array whole = {.storage = a->storage, .dtype = a->dtype};
  nd_array_set_dims (&whole, 2, dims);
  ND_RETURN_NOT_OK (copy_to_new_buffer (&whole, &buffer, error));
  exchange_buffer (a->storage, buffer);
  return ND_OK;
}

nd_status nd_array_prepare_write (nd_array *a, nd_error *error)
{
  if (nd_buffer_is_private (a->storage->buffer) || nd_array_numel (a) == 0)
    return ND_OK;
  return a->storage->arrays == 1 ? copy_elements_only (a, error) : copy_whole_buffer (a, error);
}

nd_status nd_array_detach (nd_array *a, nd_error *error)
{
  if (!nd_array_is_linked (a))
    return ND_OK;
  nd_storage *storage = new_storage (a->storage->buffer);
  if (!storage)
    return nd_out_of_memory (error, sizeof *storage);
  storage->buffer->references++;
  release_storage (a->storage);
  a->storage = storage;
  return ND_OK;
}

void nd_buffer_adopt (nd_buffer *buffer, const nd_foreign *foreign, void *owner)
{
  assert (buffer->device->is_host && !buffer->foreign);
  nd_memory_forget (buffer->data);
  buffer->foreign = foreign;
  buffer->owner = owner;
}
