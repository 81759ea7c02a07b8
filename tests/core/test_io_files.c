/* Files: what cannot be read or written, EXIF, writing and replacing. */
#define _GNU_SOURCE
#include "image_check.h"
#include "base/memory.h"
#include "device/device.h"
#include "io/file.h"
#include "io/image_internal.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of the test's own, which is the current one while a test runs. */
static char folder[] = "/tmp/nd-test-io-XXXXXX";
static char home[ND_PATH_SIZE];

static int enter_folder (void **state)
{
  (void)state;
  strcpy (folder + sizeof folder - 7, "XXXXXX");
  return !getcwd (home, sizeof home) || !mkdtemp (folder) || chdir (folder) != 0;
}

static int leave_folder (void **state)
{
  (void)state;
  DIR *files = opendir (".");
  for (struct dirent *entry = readdir (files); entry; entry = readdir (files))
    if (entry->d_name[0] != '.' || strstr (entry->d_name, ".tmp"))
      remove (entry->d_name);
  closedir (files);
  return chdir (home) != 0 || rmdir (folder) != 0;
}

static int count_files (void)
{
  int count = 0;
  DIR *files = opendir (".");
  for (struct dirent *entry = readdir (files); entry; entry = readdir (files))
    count += strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0;
  closedir (files);
  return count;
}

static void put_file (const char *name, const void *bytes, size_t size)
{
  FILE *file = fopen (name, "wb");
  assert_non_null (file);
  assert_int_equal (fwrite (bytes, 1, size, file), size);
  assert_int_equal (fclose (file), 0);
}

static void assert_read_fails (const char *path, nd_status status, const char *message)
{
  nd_error error = {ND_OK, ""};
  nd_array *image = NULL;
  assert_int_equal (nd_image_read (path, &ND_IMAGE_READ_DEFAULTS, &image, NULL, &error), status);
  assert_string_equal (error.message, message);
  assert_null (image);
}

static void assert_write_fails (const nd_array *x, const char *path, nd_status status,
                                const char *message)
{
  nd_error error = {ND_OK, ""};
  assert_int_equal (nd_image_write (x, NULL, path, &ND_IMAGE_WRITE_DEFAULTS, &error), status);
  assert_string_equal (error.message, message);
}

/* An image with samples as image_sample makes them, column-major. */
static nd_array *some_image (nd_dtype dtype, int64_t height, int64_t width, int64_t channels)
{
  nd_array *x = NULL;
  int64_t dims[] = {height, width, channels};
  assert_int_equal (nd_array_new (nd_device_cpu (), dtype, 3, dims, &x, NULL), ND_OK);
  for (int64_t i = 0; i < height * width * channels; i++) {
    int column = (int)(i / height % width), row = (int)(i % height);
    unsigned sample =
        image_sample (column, row, (int)(i / height / width), dtype == ND_UINT16 ? 16 : 8);
    if (dtype == ND_UINT16)
      ((uint16_t *)x->storage->buffer->data)[i] = (uint16_t)sample;
    else
      ((uint8_t *)x->storage->buffer->data)[i] = (uint8_t)sample;
  }
  return x;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void what_is_no_image_is_named (void **state)
{
  (void)state;
  put_file ("empty.png", "", 0);
  put_file ("text.png", "hello", 5);
  put_file ("gif.jpg", "GIF89a", 6);
  put_file ("page.png", "<html>", 6);
  assert_read_fails ("empty.png", ND_IMAGE_FORMAT,
                     "empty.png is neither a PNG nor a JPEG file but empty. Use imread for other "
                     "formats.");
  assert_read_fails ("text.png", ND_IMAGE_FORMAT,
                     "text.png is neither a PNG nor a JPEG file but something else. Use imread for "
                     "other formats.");
  assert_read_fails ("gif.jpg", ND_IMAGE_FORMAT,
                     "gif.jpg is neither a PNG nor a JPEG file but a GIF image. Use imread for "
                     "other formats.");
  assert_read_fails ("page.png", ND_IMAGE_FORMAT,
                     "page.png is neither a PNG nor a JPEG file but an XML or SVG document. Use "
                     "imread for other formats.");
}

static void what_is_no_file_is_named (void **state)
{
  (void)state;
  assert_int_equal (mkfifo ("pipe.png", 0600), 0);
  assert_read_fails ("missing.png", ND_IO,
                     "cannot read missing.png: No such file or directory. Use ls () to see the "
                     "files of the current folder.");
  assert_read_fails (".", ND_IO, "cannot read .: Is a directory.");
  assert_read_fails ("/dev/zero", ND_IO, "cannot read /dev/zero: Not a regular file.");
  assert_read_fails ("pipe.png", ND_IO, "cannot read pipe.png: Not a regular file.");
}

/* Nothing is forbidden to root, who therefore becomes nobody for this test. */
static void a_file_without_permission_is_named (void **state)
{
  (void)state;
  uid_t user = geteuid (), nobody = 65534;
  if (user == 0 && (chmod (".", 0777) != 0 || seteuid (nobody) != 0))
    skip ();
  nd_array *x = some_image (ND_UINT8, 2, 2, 1);
  put_file ("secret.png", "hello", 5);
  assert_int_equal (chmod ("secret.png", 0), 0);
  assert_read_fails ("secret.png", ND_IO,
                     "cannot read secret.png: Permission denied. Use stat () to see who may use "
                     "it.");
  assert_write_fails (x, "secret.png", ND_IO,
                      "cannot write secret.png: Permission denied. Use stat () to see who may use "
                      "it.");
  assert_int_equal (seteuid (user), 0);
  nd_array_free (x);
}

/* ---- EXIF ------------------------------------------------------------------------------------ */

static void exif_is_read_in_both_byte_orders (void **state)
{
  (void)state;
  const uint8_t little[] = {'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1,
                            3,   0,   1,   0, 0, 0, 6, 0, 0, 0, 0,    0};
  const uint8_t big[] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12,
                         0,   3,   0, 0,   0, 1, 0, 6, 0, 0, 0, 0};
  assert_int_equal (nd_exif_orientation (little, sizeof little), 6);
  assert_int_equal (nd_exif_orientation (big, sizeof big), 6);
  for (size_t size = 0; size < 22; size++) {
    assert_int_equal (nd_exif_orientation (little, size), 1);
    assert_int_equal (nd_exif_orientation (big, size), 1);
  }
}

static void damaged_exif_means_upright (void **state)
{
  (void)state;
  uint8_t exif[] = {'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1,
                    3,   0,   1,   0, 0, 0, 6, 0, 0, 0, 0,    0};
  exif[18] = 9; /* no such orientation */
  assert_int_equal (nd_exif_orientation (exif, sizeof exif), 1);
  exif[18] = 6;
  exif[12] = 5; /* a fraction */
  assert_int_equal (nd_exif_orientation (exif, sizeof exif), 1);
  exif[12] = 4; /* a long integer is as good as a short one */
  assert_int_equal (nd_exif_orientation (exif, sizeof exif), 6);
  exif[14] = 2; /* two values */
  assert_int_equal (nd_exif_orientation (exif, sizeof exif), 1);
  exif[14] = 1;
  memset (exif + 4, 0xff, 4); /* the directory is nowhere */
  assert_int_equal (nd_exif_orientation (exif, sizeof exif), 1);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void assert_same_image (const nd_array *a, const nd_array *b)
{
  int64_t channels = a->ndims > 2 ? a->dims[2] : 1;
  assert_int_equal (a->dtype, b->dtype);
  image_check_size (b, a->dims[0], a->dims[1], channels);
  for (int64_t i = 0; i < a->dims[0]; i++)
    for (int64_t j = 0; j < a->dims[1]; j++)
      for (int64_t c = 0; c < channels; c++)
        assert_int_equal (image_check_sample (a, i, j, c), image_check_sample (b, i, j, c));
}

static void assert_round_trip (const nd_array *x)
{
  nd_error error = {ND_OK, ""};
  nd_array *y = NULL;
  nd_status status = nd_image_write (x, NULL, "x.png", &ND_IMAGE_WRITE_DEFAULTS, &error);
  assert_string_equal (error.message, "");
  assert_int_equal (status, ND_OK);
  assert_int_equal (nd_image_read ("x.png", &ND_IMAGE_READ_DEFAULTS, &y, NULL, &error), ND_OK);
  assert_same_image (x, y);
  assert_int_equal (count_files (), 1);
  nd_array_free (y);
}

static void png_gives_back_what_was_written (void **state)
{
  (void)state;
  for (int channels = 1; channels <= 4; channels++)
    for (int wide = 0; wide < 2; wide++) {
      nd_array *x = some_image (wide ? ND_UINT16 : ND_UINT8, 37, 5, channels);
      assert_round_trip (x);
      nd_array_free (x);
    }
}

static void any_layout_can_be_written (void **state)
{
  (void)state;
  nd_array *x = some_image (ND_UINT8, 20, 30, 3);
  x->offset += 19; /* upside down, every third column, channels backwards */
  x->strides[0] = -1;
  x->dims[1] = 10;
  x->strides[1] *= 3;
  x->offset += 2 * x->strides[2];
  x->strides[2] = -x->strides[2];
  assert_round_trip (x);
  nd_array_free (x);
}

static nd_status write_image (nd_error *error, const char *path)
{
  nd_array *x = NULL;
  int64_t dims[] = {9, 7, 3};
  ND_RETURN_NOT_OK (nd_array_new (nd_device_cpu (), ND_UINT16, 3, dims, &x, error));
  memset (x->storage->buffer->data, 0x5a, nd_array_nbytes (x));
  nd_status status = nd_image_write (x, NULL, path, &ND_IMAGE_WRITE_DEFAULTS, error);
  nd_array_free (x);
  return status;
}

static nd_status write_png (nd_error *error)
{
  return write_image (error, "x.png");
}

static nd_status write_jpeg (nd_error *error)
{
  return write_image (error, "x.jpg");
}

static void writing_survives_every_failed_allocation (void **state)
{
  (void)state;
  put_file ("x.png", "old", 3);
  image_check_allocations (write_png);
  image_check_allocations (write_jpeg);
  assert_int_equal (count_files (), 2);
}

static nd_status read_file (nd_error *error)
{
  nd_array *x = NULL;
  ND_RETURN_NOT_OK (nd_image_read ("x.png", &ND_IMAGE_READ_DEFAULTS, &x, NULL, error));
  nd_array_free (x);
  return ND_OK;
}

static void reading_a_file_survives_every_failed_allocation (void **state)
{
  (void)state;
  nd_array *x = some_image (ND_UINT8, 6, 6, 3);
  assert_round_trip (x);
  nd_array_free (x);
  image_check_allocations (read_file);
}

/* With a limit on the size of files, writes fail as on a full disk. */
static void a_full_disk_leaves_the_old_file (void **state)
{
  (void)state;
  struct rlimit old, small;
  nd_array *x = some_image (ND_UINT8, 200, 200, 3);
  put_file ("x.png", "old", 3);
  put_file ("x.jpg", "old", 3);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  for (rlim_t limit = 0; limit < 12000; limit = limit * 2 + 1) {
    small = (struct rlimit){limit, old.rlim_max};
    setrlimit (RLIMIT_FSIZE, &small);
    nd_error png = {ND_OK, ""}, jpeg = {ND_OK, ""};
    nd_status png_status = nd_image_write (x, NULL, "x.png", &ND_IMAGE_WRITE_DEFAULTS, &png);
    nd_status jpeg_status = nd_image_write (x, NULL, "x.jpg", &ND_IMAGE_WRITE_DEFAULTS, &jpeg);
    setrlimit (RLIMIT_FSIZE, &old);
    assert_int_equal (png_status, ND_IO);
    assert_string_equal (png.message, "cannot write x.png: File too large.");
    assert_int_equal (jpeg_status, ND_IO);
    assert_string_equal (jpeg.message, "cannot write x.jpg: File too large.");
    assert_int_equal (count_files (), 2);
  }
  uint8_t *bytes = NULL;
  size_t size;
  assert_int_equal (nd_file_read ("x.png", &bytes, &size, NULL), ND_OK);
  assert_int_equal (size, 3);
  nd_free (bytes);
  nd_array_free (x);
}

static void places_that_cannot_be_written_are_named (void **state)
{
  (void)state;
  nd_array *x = some_image (ND_UINT8, 2, 2, 1);
  assert_int_equal (mkdir ("folder.png", 0700), 0);
  assert_write_fails (x, "folder.png", ND_IO, "cannot write folder.png: Is a directory.");
  assert_write_fails (x, "missing/x.png", ND_IO,
                      "cannot write missing/x.png: No such file or directory. Use ls () to see the "
                      "files of the current folder.");
  assert_write_fails (x, "x.tif", ND_IMAGE_FORMAT,
                      "nd_imwrite: the name x.tif does not end in .png, .jpg or .jpeg. Rename it, "
                      "or add \"format\", \"png\" or \"format\", \"jpeg\".");
  rmdir ("folder.png");
  assert_int_equal (count_files (), 0);
  nd_array_free (x);
}

static bool stop_at_once (void)
{
  return true;
}

static void assert_interruptible (const nd_array *x, const char *path)
{
  nd_error error = {ND_OK, ""};
  nd_array *y = NULL;
  assert_int_equal (nd_image_write (x, NULL, path, &ND_IMAGE_WRITE_DEFAULTS, &error), ND_OK);
  nd_device_trim (nd_device_cpu ());
  long before = nd_memory_outstanding ();
  nd_set_should_stop (stop_at_once);
  nd_status reading = nd_image_read (path, &ND_IMAGE_READ_DEFAULTS, &y, NULL, &error);
  nd_status writing = nd_image_write (x, NULL, path, &ND_IMAGE_WRITE_DEFAULTS, &error);
  nd_set_should_stop (NULL);
  assert_int_equal (reading, ND_INTERRUPTED);
  assert_int_equal (writing, ND_INTERRUPTED);
  nd_device_trim (nd_device_cpu ());
  assert_int_equal (nd_memory_outstanding (), before);
  assert_int_equal (count_files (), 1);
  assert_int_equal (nd_image_read (path, &ND_IMAGE_READ_DEFAULTS, &y, NULL, &error), ND_OK);
  nd_array_free (y);
  remove (path);
}

static void an_interrupt_leaves_nothing_behind (void **state)
{
  (void)state;
  nd_array *x = some_image (ND_UINT8, 50, 40, 3);
  assert_interruptible (x, "x.png");
  assert_interruptible (x, "x.jpg");
  nd_array_free (x);
}

static void a_device_array_is_refused (void **state)
{
  (void)state;
  nd_array *x = NULL;
  nd_device *sim = NULL;
  int64_t dims[] = {2, 3};
  assert_int_equal (nd_device_find ("sim:0", &sim, NULL), ND_OK);
  assert_int_equal (nd_array_new (sim, ND_UINT8, 2, dims, &x, NULL), ND_OK);
  nd_error error = {ND_OK, ""};
  assert_int_equal (nd_image_write (x, "T", "x.png", &ND_IMAGE_WRITE_DEFAULTS, &error),
                    ND_DEVICE_TO_HOST);
  assert_string_equal (error.message,
                       "can't convert sim:0 device type tensor 'T' (uint8 2x3) to a host array. "
                       "Use to_cpu (T) to copy the tensor to host memory first.");
  nd_array_free (x);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown (test, enter_folder, leave_folder)

int main (void)
{
  const struct CMUnitTest tests[] = {
      IN_FOLDER (what_is_no_image_is_named),
      IN_FOLDER (what_is_no_file_is_named),
      IN_FOLDER (a_file_without_permission_is_named),
      IN_FOLDER (exif_is_read_in_both_byte_orders),
      IN_FOLDER (damaged_exif_means_upright),
      IN_FOLDER (png_gives_back_what_was_written),
      IN_FOLDER (any_layout_can_be_written),
      IN_FOLDER (writing_survives_every_failed_allocation),
      IN_FOLDER (reading_a_file_survives_every_failed_allocation),
      IN_FOLDER (a_full_disk_leaves_the_old_file),
      IN_FOLDER (places_that_cannot_be_written_are_named),
      IN_FOLDER (an_interrupt_leaves_nothing_behind),
      IN_FOLDER (a_device_array_is_refused),
  };
  return cmocka_run_group_tests_name ("image files", tests, NULL, NULL);
}
