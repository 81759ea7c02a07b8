/* JPEG: every kind of file, against libjpeg used plainly; orientation, damage, limits. */
#include "image_check.h"
#include <stdio.h>
#include <jpeglib.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ---------------------------------------------------------------------------------- */

/* The samples that libjpeg gives when used in the plainest way: width * components a row. */
static JSAMPLE *plain_samples (const image_file *file, int components)
{
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_decompress (&jpeg);
  jpeg_mem_src (&jpeg, file->bytes, file->size);
  jpeg_read_header (&jpeg, TRUE);
  jpeg_start_decompress (&jpeg);
  assert_int_equal (jpeg.output_components, components);
  size_t row_size = (size_t)jpeg.output_width * (size_t)components;
  JSAMPLE *samples = calloc (jpeg.output_height, row_size);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = samples + row_size * jpeg.output_scanline;
    jpeg_read_scanlines (&jpeg, &row, 1);
  }
  jpeg_destroy_decompress (&jpeg);
  return samples;
}

/* Adobe stores CMYK inverted: 255 is no ink. */
static unsigned expected (const JSAMPLE *pixel, int components, int c)
{
  if (components < 4)
    return pixel[c];
  double white = pixel[3], ink = 255 - pixel[c];
  return (unsigned)(white - (int)(ink * white / 255 + 0.5));
}

static void check_recipe (const jpeg_recipe *recipe)
{
  image_file file;
  nd_array *image = NULL;
  nd_image_info info;
  int n = recipe->components, channels = n == 1 ? 1 : 3;
  make_jpeg (recipe, &file);
  JSAMPLE *plain = plain_samples (&file, n);
  image_check_ok (&file, &ND_IMAGE_READ_DEFAULTS, &image, &info);
  assert_int_equal (image->dtype, ND_UINT8);
  assert_int_equal (info.interlace, recipe->progressive);
  image_check_size (image, recipe->height, recipe->width, channels);
  for (int y = 0; y < recipe->height; y++)
    for (int x = 0; x < recipe->width; x++)
      for (int c = 0; c < channels; c++)
        assert_int_equal (image_check_sample (image, y, x, c),
                          expected (plain + (size_t)(y * recipe->width + x) * (size_t)n, n, c));
  nd_array_free (image);
  free (plain);
  free (file.bytes);
}

static void every_kind_is_read_as_libjpeg_reads_it (void **state)
{
  static const int sizes[][2] = {{1, 1}, {8, 8}, {17, 33}, {70, 45}};
  (void)state;
  for (int components = 1; components <= 4; components += components == 1 ? 2 : 1)
    for (int size = 0; size < 4; size++)
      for (int variant = 0; variant < 8; variant++) {
        jpeg_recipe recipe = {.components = components,
                              .width = sizes[size][0],
                              .height = sizes[size][1],
                              .ycck = components == 4 && variant & 4,
                              .progressive = variant & 1,
                              .arithmetic = variant & 2,
                              .restart_interval = variant & 4 ? 3 : 0};
        check_recipe (&recipe);
      }
}

static void every_orientation_is_undone (void **state)
{
  (void)state;
  for (int components = 1; components <= 3; components += 2)
    for (int orientation = 0; orientation < 10; orientation++) {
      jpeg_recipe recipe = {
          .components = components, .width = 19, .height = 10, .orientation = orientation};
      image_file file;
      make_jpeg (&recipe, &file);
      image_check_orientation (&file, orientation);
      free (file.bytes);
    }
}

/* ---- memory ---------------------------------------------------------------------------------- */

static nd_status read_cmyk (nd_error *error)
{
  jpeg_recipe recipe = {.components = 4, .width = 20, .height = 20, .orientation = 6};
  image_file file;
  make_jpeg (&recipe, &file);
  return image_check_read (&file, ND_IMAGE_RGBA, error);
}

static void reading_survives_every_failed_allocation (void **state)
{
  (void)state;
  image_check_allocations (read_cmyk);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void for_each_kind (void (*check) (const image_file *file))
{
  for (int variant = 0; variant < 12; variant++) {
    jpeg_recipe recipe = {.components = variant % 3 == 0   ? 1
                                        : variant % 3 == 1 ? 3
                                                           : 4,
                          .width = 24,
                          .height = 17,
                          .progressive = variant & 1,
                          .arithmetic = variant & 2,
                          .restart_interval = variant & 4 ? 2 : 0,
                          .orientation = 1 + variant % 8};
    image_file file;
    make_jpeg (&recipe, &file);
    check (&file);
    free (file.bytes);
  }
}

static void check_truncations (const image_file *file)
{
  for (size_t size = 0; size < file->size; size++) {
    image_file part = {file->bytes, size};
    image_check_fails (&part, size < 3 ? ND_IMAGE_FORMAT : ND_IMAGE_CORRUPT, NULL);
  }
}

static void a_file_cut_anywhere_is_an_error (void **state)
{
  (void)state;
  for_each_kind (check_truncations);
}

static void a_cut_off_file_says_where_it_ends (void **state)
{
  (void)state;
  jpeg_recipe recipe = {.components = 3, .width = 24, .height = 200};
  image_file file;
  char text[200];
  make_jpeg (&recipe, &file);
  file.size = 100;
  snprintf (text, sizeof text,
            "test is a damaged JPEG file: it ends too early (byte 100 of 100). Nothing was read; "
            "get an intact copy.");
  image_check_fails (&file, ND_IMAGE_CORRUPT, text);
  free (file.bytes);
}

/* JPEG has no checksums: a flipped bit may give other pixels, but never harm. */
static void check_flips (const image_file *file)
{
  for (size_t bit = 0; bit < file->size * 8; bit += 3) {
    file->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    image_check_survives (file);
    file->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
  }
}

static void a_flipped_bit_anywhere_is_survived (void **state)
{
  (void)state;
  for_each_kind (check_flips);
}

/* The offset of the frame header's precision byte; height, width and components follow. */
static size_t frame_header (const image_file *file)
{
  size_t at = 2;
  while (file->bytes[at + 1] != 0xc0)
    at += 2 + ((size_t)file->bytes[at + 2] << 8 | file->bytes[at + 3]);
  return at + 4;
}

static void a_huge_size_is_refused_before_memory_is_taken (void **state)
{
  (void)state;
  jpeg_recipe recipe = {.components = 3, .width = 8, .height = 8};
  image_file file;
  make_jpeg (&recipe, &file);
  memset (file.bytes + frame_header (&file) + 1, 0xf0, 4);
  image_check_fails (
      &file, ND_IMAGE_TOO_LARGE,
      "test holds 61680x61680 pixels (height x width), 3804422400 together; the limit is "
      "268435456. Use nd_imread (file, \"max_pixels\", 3804422400) to read it all the same.");
  free (file.bytes);
}

static void a_size_of_zero_is_damage (void **state)
{
  (void)state;
  jpeg_recipe recipe = {.components = 3, .width = 8, .height = 8};
  image_file file;
  make_jpeg (&recipe, &file);
  memset (file.bytes + frame_header (&file) + 1, 0, 4);
  image_check_fails (&file, ND_IMAGE_CORRUPT, NULL);
  free (file.bytes);
}

static void twelve_bits_are_not_supported (void **state)
{
  (void)state;
  jpeg_recipe recipe = {.components = 1, .width = 8, .height = 8};
  image_file file;
  make_jpeg (&recipe, &file);
  file.bytes[frame_header (&file)] = 12;
  image_check_fails (&file, ND_IMAGE_FORMAT, NULL);
  free (file.bytes);
}

static void crashers_of_the_past_are_survived (void **state)
{
  (void)state;
  image_check_crashers ("fuzz_jpeg");
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_kind_is_read_as_libjpeg_reads_it),
      cmocka_unit_test (every_orientation_is_undone),
      cmocka_unit_test (reading_survives_every_failed_allocation),
      cmocka_unit_test (a_file_cut_anywhere_is_an_error),
      cmocka_unit_test (a_cut_off_file_says_where_it_ends),
      cmocka_unit_test (a_flipped_bit_anywhere_is_survived),
      cmocka_unit_test (a_huge_size_is_refused_before_memory_is_taken),
      cmocka_unit_test (a_size_of_zero_is_damage),
      cmocka_unit_test (twelve_bits_are_not_supported),
      cmocka_unit_test (crashers_of_the_past_are_survived),
  };
  return cmocka_run_group_tests_name ("jpeg", tests, NULL, NULL);
}
