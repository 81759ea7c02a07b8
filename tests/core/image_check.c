#define _GNU_SOURCE
#include "image_check.h"
#include "base/memory.h"
#include "device/device.h"
#include "io/file.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void image_check_ok (const image_file *file, const nd_image_read_options *options, nd_array **image,
                     nd_image_info *info)
{
  nd_error error = {ND_OK, ""};
  nd_status status =
      nd_image_decode ("test", file->bytes, file->size, options, image, info, &error);
  assert_string_equal (error.message, "");
  assert_int_equal (status, ND_OK);
}

void image_check_fails (const image_file *file, nd_status status, const char *message)
{
  nd_error error = {ND_OK, ""};
  nd_array *image = NULL;
  long before = nd_memory_outstanding ();
  assert_int_equal (nd_image_decode ("test", file->bytes, file->size, &ND_IMAGE_READ_DEFAULTS,
                                     &image, NULL, &error),
                    status);
  assert_int_equal (error.status, status);
  assert_null (image);
  assert_true (error.message[0] != '\0');
  if (message)
    assert_string_equal (error.message, message);
  nd_device_trim (nd_device_cpu ());
  assert_int_equal (nd_memory_outstanding (), before);
}

void image_check_survives (const image_file *file)
{
  nd_error error = {ND_OK, ""};
  nd_array *image = NULL;
  nd_image_read_options options = ND_IMAGE_READ_DEFAULTS;
  options.max_pixels = 1 << 18;
  long before = nd_memory_outstanding ();
  nd_status status =
      nd_image_decode ("test", file->bytes, file->size, &options, &image, NULL, &error);
  assert_int_equal (status == ND_OK, image != NULL);
  assert_int_equal (error.status, status);
  nd_array_free (image);
  nd_device_trim (nd_device_cpu ());
  assert_int_equal (nd_memory_outstanding (), before);
}

void image_check_size (const nd_array *image, int64_t height, int64_t width, int64_t channels)
{
  assert_int_equal (image->ndims, channels > 1 ? 3 : 2);
  assert_int_equal (image->dims[0], height);
  assert_int_equal (image->dims[1], width);
  if (channels > 1)
    assert_int_equal (image->dims[2], channels);
}

unsigned image_check_sample (const nd_array *image, int64_t i, int64_t j, int64_t c)
{
  int64_t at = i * image->strides[0] + j * image->strides[1] + (c ? c * image->strides[2] : 0);
  const void *data = nd_array_data (image);
  return image->dtype == ND_UINT16 ? ((const uint16_t *)data)[at] : ((const uint8_t *)data)[at];
}

/* Where the pixel shown at (i, j) is stored in an image of height x width, from the definition of
   the tag: which side of the picture the stored first row and first column are. */
static void stored_position (int orientation, int64_t height, int64_t width, int64_t i, int64_t j,
                             int64_t *y, int64_t *x)
{
  const int64_t positions[8][2] = {
      {i, j}, {i, width - 1 - j},  {height - 1 - i, width - 1 - j}, {height - 1 - i, j},
      {j, i}, {height - 1 - j, i}, {height - 1 - j, width - 1 - i}, {j, width - 1 - i},
  };
  int row = orientation >= 1 && orientation <= 8 ? orientation - 1 : 0;
  *y = positions[row][0];
  *x = positions[row][1];
}

void image_check_orientation (const image_file *file, int orientation)
{
  nd_image_info info;
  nd_array *stored = NULL, *shown = NULL;
  nd_image_read_options ignore = ND_IMAGE_READ_DEFAULTS;
  ignore.ignore_orientation = true;
  image_check_ok (file, &ignore, &stored, NULL);
  image_check_ok (file, &ND_IMAGE_READ_DEFAULTS, &shown, &info);
  int64_t height = stored->dims[0], width = stored->dims[1];
  int64_t channels = stored->ndims > 2 ? stored->dims[2] : 1;
  bool swapped = orientation >= 5 && orientation <= 8;
  image_check_size (shown, swapped ? width : height, swapped ? height : width, channels);
  assert_int_equal (info.orientation, orientation >= 1 && orientation <= 8 ? orientation : 1);
  for (int64_t i = 0; i < shown->dims[0]; i++)
    for (int64_t j = 0; j < shown->dims[1]; j++)
      for (int64_t c = 0; c < channels; c++) {
        int64_t y, x;
        stored_position (orientation, height, width, i, j, &y, &x);
        assert_int_equal (image_check_sample (shown, i, j, c),
                          image_check_sample (stored, y, x, c));
      }
  nd_array_free (stored);
  nd_array_free (shown);
}

nd_status image_check_read (image_file *file, nd_image_mode mode, nd_error *error)
{
  nd_image_read_options options = ND_IMAGE_READ_DEFAULTS;
  nd_array *image = NULL;
  options.mode = mode;
  nd_status status =
      nd_image_decode ("test", file->bytes, file->size, &options, &image, NULL, error);
  free (file->bytes);
  nd_array_free (image);
  return status;
}

void image_check_allocations (nd_status (*body) (nd_error *error))
{
  int failed = 1;
  for (long k = 1; failed; k++) {
    nd_error error = {ND_OK, ""};
    nd_device_trim (nd_device_cpu ());
    long before = nd_memory_outstanding ();
    nd_memory_fail (k);
    nd_status status = body (&error);
    failed = nd_memory_failed ();
    nd_memory_fail (0);
    nd_device_trim (nd_device_cpu ());
    assert_int_equal (nd_memory_outstanding (), before);
    assert_int_equal (status, failed ? ND_OUT_OF_MEMORY : ND_OK);
  }
}

void image_check_crashers (const char *target)
{
  char folder[ND_PATH_SIZE], path[2 * ND_PATH_SIZE];
  const char *top = getenv ("ND_TEST_TOP");
  snprintf (folder, sizeof folder, "%s/tests/fuzz/crashers", top ? top : "../..");
  DIR *files = opendir (folder);
  if (!files) {
    skip ();
    return;
  }
  for (struct dirent *entry = readdir (files); entry; entry = readdir (files)) {
    image_file file;
    if (strncmp (entry->d_name, target, strlen (target)) != 0)
      continue;
    snprintf (path, sizeof path, "%s/%s", folder, entry->d_name);
    assert_int_equal (nd_file_read (path, &file.bytes, &file.size, NULL), ND_OK);
    image_check_survives (&file);
    nd_free (file.bytes);
  }
  closedir (files);
}
