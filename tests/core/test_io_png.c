/* PNG: every kind of file, orientation, damage, limits. */
#include "image_check.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const struct {
  int color_type, bit_depth;
} kinds[] = {
    {PNG_COLOR_TYPE_GRAY, 1},        {PNG_COLOR_TYPE_GRAY, 2},      {PNG_COLOR_TYPE_GRAY, 4},
    {PNG_COLOR_TYPE_GRAY, 8},        {PNG_COLOR_TYPE_GRAY, 16},     {PNG_COLOR_TYPE_RGB, 8},
    {PNG_COLOR_TYPE_RGB, 16},        {PNG_COLOR_TYPE_PALETTE, 1},   {PNG_COLOR_TYPE_PALETTE, 2},
    {PNG_COLOR_TYPE_PALETTE, 4},     {PNG_COLOR_TYPE_PALETTE, 8},   {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
    {PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_RGB_ALPHA, 8}, {PNG_COLOR_TYPE_RGB_ALPHA, 16}};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- values ---------------------------------------------------------------------------------- */

static int channels_of (const png_recipe *recipe)
{
  bool color = recipe->color_type & PNG_COLOR_MASK_COLOR;
  bool alpha = recipe->transparency || recipe->color_type & PNG_COLOR_MASK_ALPHA;
  return (color ? 3 : 1) + alpha;
}

/* Is pixel (x, y) of the colour that the recipe makes transparent, that of pixel (0, 0)? */
static bool is_transparent (const png_recipe *recipe, int x, int y)
{
  for (int c = 0; c < png_samples_per_pixel (recipe->color_type); c++)
    if (image_sample (x, y, c, recipe->bit_depth) != image_sample (0, 0, c, recipe->bit_depth))
      return false;
  return true;
}

/* Channel c of pixel (x, y) as it must be read. */
static unsigned expected (const png_recipe *recipe, int x, int y, int c)
{
  unsigned top = recipe->bit_depth == 16 ? 65535 : 255;
  bool is_alpha = c == channels_of (recipe) - 1 && recipe->transparency;
  if (recipe->color_type == PNG_COLOR_TYPE_PALETTE) {
    int entry = (int)image_sample (x, y, 0, recipe->bit_depth);
    return is_alpha ? (unsigned)entry : image_palette (entry, c);
  }
  if (is_alpha)
    return is_transparent (recipe, x, y) ? 0 : top;
  unsigned most = (1u << recipe->bit_depth) - 1;
  return image_sample (x, y, c, recipe->bit_depth) * (most < 255 ? 255 / most : 1);
}

static void check_recipe (const png_recipe *recipe)
{
  image_file file;
  nd_array *image = NULL;
  make_png (recipe, &file);
  image_check_ok (&file, &ND_IMAGE_READ_DEFAULTS, &image, NULL);
  assert_int_equal (image->dtype, recipe->bit_depth == 16 ? ND_UINT16 : ND_UINT8);
  image_check_size (image, recipe->height, recipe->width, channels_of (recipe));
  for (int y = 0; y < recipe->height; y++)
    for (int x = 0; x < recipe->width; x++)
      for (int c = 0; c < channels_of (recipe); c++)
        assert_int_equal (image_check_sample (image, y, x, c), expected (recipe, x, y, c));
  nd_array_free (image);
  free (file.bytes);
}

static void every_kind_is_read_as_it_was_written (void **state)
{
  static const int sizes[][2] = {{1, 1}, {5, 3}, {8, 8}, {13, 21}};
  (void)state;
  for (int i = 0; i < KINDS; i++)
    for (int size = 0; size < 4; size++)
      for (int variant = 0; variant < 8; variant++) {
        bool has_alpha = kinds[i].color_type & PNG_COLOR_MASK_ALPHA;
        png_recipe recipe = {.color_type = kinds[i].color_type,
                             .bit_depth = kinds[i].bit_depth,
                             .width = sizes[size][0],
                             .height = sizes[size][1],
                             .interlace = variant & 1,
                             .transparency = (variant & 2) && !has_alpha,
                             .gamma = variant & 4};
        check_recipe (&recipe);
      }
}

static void every_orientation_is_undone (void **state)
{
  (void)state;
  for (int orientation = 0; orientation < 10; orientation++) {
    png_recipe recipe = {.color_type = PNG_COLOR_TYPE_RGB,
                         .bit_depth = 8,
                         .width = 7,
                         .height = 4,
                         .orientation = orientation};
    image_file file;
    make_png (&recipe, &file);
    image_check_orientation (&file, orientation);
    free (file.bytes);
  }
}

/* ---- memory ---------------------------------------------------------------------------------- */

static nd_status read_palette (nd_error *error)
{
  png_recipe recipe = {PNG_COLOR_TYPE_PALETTE, 4, 9, 9, true, true, true, 6};
  image_file file;
  make_png (&recipe, &file);
  return image_check_read (&file, ND_IMAGE_GRAY, error);
}

static void reading_survives_every_failed_allocation (void **state)
{
  (void)state;
  image_check_allocations (read_palette);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void for_each_kind (void (*check) (const image_file *file))
{
  for (int i = 0; i < KINDS; i++) {
    png_recipe recipe = {.color_type = kinds[i].color_type,
                         .bit_depth = kinds[i].bit_depth,
                         .width = 11,
                         .height = 6,
                         .interlace = i & 1,
                         .orientation = 1 + i % 8};
    image_file file;
    make_png (&recipe, &file);
    check (&file);
    free (file.bytes);
  }
}

static void check_truncations (const image_file *file)
{
  for (size_t size = 0; size < file->size; size++) {
    image_file part = {file->bytes, size};
    image_check_fails (&part, size < 8 ? ND_IMAGE_FORMAT : ND_IMAGE_CORRUPT, NULL);
  }
}

static void a_file_cut_anywhere_is_an_error (void **state)
{
  (void)state;
  for_each_kind (check_truncations);
}

/* Checksums cover all but the lengths of chunks, and a wrong length misplaces the checksum. */
static void check_flips (const image_file *file)
{
  for (size_t bit = 0; bit < file->size * 8; bit++) {
    file->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    image_check_fails (file, bit < 64 ? ND_IMAGE_FORMAT : ND_IMAGE_CORRUPT, NULL);
    file->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
  }
}

static void a_flipped_bit_anywhere_is_an_error (void **state)
{
  (void)state;
  for_each_kind (check_flips);
}

static void put_uint32 (uint8_t *to, uint32_t value)
{
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A PNG file whose header claims another size, with a right checksum. */
static void claim_size (image_file *file, uint32_t width, uint32_t height)
{
  png_recipe recipe = {
      .color_type = PNG_COLOR_TYPE_RGB_ALPHA, .bit_depth = 16, .width = 4, .height = 4};
  make_png (&recipe, file);
  put_uint32 (file->bytes + 16, width);
  put_uint32 (file->bytes + 20, height);
  put_uint32 (file->bytes + 29, (uint32_t)crc32 (0, file->bytes + 12, 17));
}

static void a_huge_size_is_refused_before_memory_is_taken (void **state)
{
  (void)state;
  image_file file;
  claim_size (&file, 0x7fffffff, 0x7fffffff);
  image_check_fails (
      &file, ND_IMAGE_TOO_LARGE,
      "test holds 2147483647x2147483647 pixels (height x width), 4611686014132420608 together; "
      "the limit is 268435456. Use nd_imread (file, \"max_pixels\", 4611686014132420608) to read "
      "it all the same.");
  free (file.bytes);
  claim_size (&file, 16385, 16384);
  image_check_fails (&file, ND_IMAGE_TOO_LARGE, NULL);
  free (file.bytes);
}

static void a_size_of_zero_is_damage (void **state)
{
  (void)state;
  image_file file;
  claim_size (&file, 0, 4);
  image_check_fails (&file, ND_IMAGE_CORRUPT, NULL);
  free (file.bytes);
  claim_size (&file, 4, 0);
  image_check_fails (&file, ND_IMAGE_CORRUPT, NULL);
  free (file.bytes);
}

static void missing_rows_are_named (void **state)
{
  (void)state;
  image_file file;
  nd_error error = {ND_OK, ""};
  nd_array *image = NULL;
  claim_size (&file, 4, 9);
  assert_int_equal (nd_image_decode ("test", file.bytes, file.size, &ND_IMAGE_READ_DEFAULTS, &image,
                                     NULL, &error),
                    ND_IMAGE_CORRUPT);
  assert_non_null (strstr (error.message, "test is a damaged PNG file: "));
  assert_non_null (strstr (error.message, ", row 5 of 9). Nothing was read; get an intact copy."));
  free (file.bytes);
}

static void bytes_after_the_end_do_no_harm (void **state)
{
  (void)state;
  png_recipe recipe = {.color_type = PNG_COLOR_TYPE_GRAY, .bit_depth = 8, .width = 3, .height = 3};
  image_file file;
  nd_array *image = NULL;
  make_png (&recipe, &file);
  file.bytes = realloc (file.bytes, file.size + 1000);
  memset (file.bytes + file.size, 0xaa, 1000);
  file.size += 1000;
  image_check_ok (&file, &ND_IMAGE_READ_DEFAULTS, &image, NULL);
  nd_array_free (image);
  free (file.bytes);
}

static void crashers_of_the_past_are_survived (void **state)
{
  (void)state;
  image_check_crashers ("fuzz_png");
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_kind_is_read_as_it_was_written),
      cmocka_unit_test (every_orientation_is_undone),
      cmocka_unit_test (reading_survives_every_failed_allocation),
      cmocka_unit_test (a_file_cut_anywhere_is_an_error),
      cmocka_unit_test (a_flipped_bit_anywhere_is_an_error),
      cmocka_unit_test (a_huge_size_is_refused_before_memory_is_taken),
      cmocka_unit_test (a_size_of_zero_is_damage),
      cmocka_unit_test (missing_rows_are_named),
      cmocka_unit_test (bytes_after_the_end_do_no_harm),
      cmocka_unit_test (crashers_of_the_past_are_survived),
  };
  return cmocka_run_group_tests_name ("png", tests, NULL, NULL);
}
