#include "fuzz_image.h"
#include "base/memory.h"
#include "device/device.h"
#include "io/image.h"
#include <stdlib.h>

/* Enough for every path, small enough for thousands of files a second. */
enum { MAX_PIXELS = 1 << 18 };

static unsigned sum; /* so that the reads below are not optimised away */

static void read_elements (const nd_array *x)
{
  size_t size = nd_dtype_size (x->dtype);
  const uint8_t *first = nd_array_data (x);
  int64_t channels = x->ndims > 2 ? x->dims[2] : 1;
  for (int64_t c = 0; c < channels; c++)
    for (int64_t j = 0; j < x->dims[1]; j++)
      for (int64_t i = 0; i < x->dims[0]; i++) {
        int64_t at = i * x->strides[0] + j * x->strides[1] + (c ? c * x->strides[2] : 0);
        sum += first[at * (int64_t)size] + first[at * (int64_t)size + (int64_t)size - 1];
      }
}

void fuzz_image (const uint8_t *bytes, size_t size)
{
  static const char name[] = "fuzz";
  nd_array *x = NULL;
  nd_image_info info;
  nd_error error = {ND_OK, ""};
  nd_image_read_options options = {(nd_image_mode)(size % 4), size % 5 == 0, MAX_PIXELS};
  long before = nd_memory_outstanding ();
  nd_status status = nd_image_decode (name, bytes, size, &options, &x, &info, &error);
  if (status == ND_OK)
    read_elements (x);
  else if (x || error.status != status || error.message[0] == '\0')
    abort ();
  nd_array_free (x);
  nd_device_trim (nd_device_cpu ()); /* so that the next block is new, with guards around it */
  if (nd_memory_outstanding () != before)
    abort ();
}
