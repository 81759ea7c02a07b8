/* Writes the files that fuzzing starts from: make_corpus FOLDER fills FOLDER/fuzz_png and
   FOLDER/fuzz_jpeg (which must be there) with small images of every kind. */
#include "image_files.h"
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

static int failed;

static void write_file (const char *folder, const char *target, int number, image_file *file)
{
  char path[4096];
  snprintf (path, sizeof path, "%s/%s/%03d", folder, target, number);
  FILE *out = fopen (path, "wb");
  if (!out || fwrite (file->bytes, 1, file->size, out) != file->size || fclose (out) != 0) {
    perror (path);
    failed = 1;
  }
  free (file->bytes);
}

static void write_pngs (const char *folder)
{
  static const struct {
    int color_type, bit_depth;
  } kinds[] = {{PNG_COLOR_TYPE_GRAY, 1},        {PNG_COLOR_TYPE_GRAY, 2},
               {PNG_COLOR_TYPE_GRAY, 4},        {PNG_COLOR_TYPE_GRAY, 8},
               {PNG_COLOR_TYPE_GRAY, 16},       {PNG_COLOR_TYPE_RGB, 8},
               {PNG_COLOR_TYPE_RGB, 16},        {PNG_COLOR_TYPE_PALETTE, 1},
               {PNG_COLOR_TYPE_PALETTE, 2},     {PNG_COLOR_TYPE_PALETTE, 4},
               {PNG_COLOR_TYPE_PALETTE, 8},     {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
               {PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_RGB_ALPHA, 8},
               {PNG_COLOR_TYPE_RGB_ALPHA, 16}};
  int number = 0;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    for (int variant = 0; variant < 4; variant++) {
      bool has_alpha = kinds[i].color_type & PNG_COLOR_MASK_ALPHA;
      png_recipe recipe = {
          kinds[i].color_type, kinds[i].bit_depth,        13,           9,
          variant & 1,         variant & 2 && !has_alpha, variant == 3, variant * 2};
      image_file file;
      make_png (&recipe, &file);
      write_file (folder, "fuzz_png", number++, &file);
    }
}

static void write_jpegs (const char *folder)
{
  int number = 0;
  for (int components = 1; components <= 4; components += components == 1 ? 2 : 1)
    for (int variant = 0; variant < 8; variant++) {
      jpeg_recipe recipe = {components,
                            33,
                            17,
                            components == 4 && variant & 4,
                            variant & 1,
                            variant & 2,
                            variant & 4 ? 2 : 0,
                            variant + 1};
      image_file file;
      make_jpeg (&recipe, &file);
      write_file (folder, "fuzz_jpeg", number++, &file);
    }
}

int main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  write_pngs (argv[1]);
  write_jpegs (argv[1]);
  return failed;
}
