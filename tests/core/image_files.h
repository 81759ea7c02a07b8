/* Image files for tests, made in memory with libpng and libjpeg themselves.

   Purpose    Files of every kind with samples that a test can compute again (image_sample).
   Ownership  The caller frees file->bytes with free: these bytes are no part of the ledger.
   Threads    One.
   Failures   The libraries' own error functions end the test program. */
#ifndef TESTS_CORE_IMAGE_FILES_H
#define TESTS_CORE_IMAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct image_file {
  uint8_t *bytes;
  size_t size;
} image_file;

typedef struct png_recipe {
  int color_type, bit_depth, width, height; /* color_type as in png.h */
  bool interlace;
  bool transparency; /* tRNS: the colour of pixel (0, 0), or alpha 0, 1, 2 ... of palette entries */
  bool gamma;
  int orientation; /* 0: no eXIf chunk */
} png_recipe;

/* Sample c of pixel (x, y), below 2^bit_depth. */
unsigned image_sample (int x, int y, int c, int bit_depth);

/* Palette entry i: red, green, blue. */
uint8_t image_palette (int i, int c);

int png_samples_per_pixel (int color_type);
void make_png (const png_recipe *recipe, image_file *file);

typedef struct jpeg_recipe {
  int components, width, height; /* 1: grey, 3: RGB, 4: CMYK */
  bool ycck;                     /* with 4 components */
  bool progressive, arithmetic;
  int restart_interval; /* 0: none */
  int orientation;      /* 0: no EXIF */
} jpeg_recipe;

void make_jpeg (const jpeg_recipe *recipe, image_file *file);

#endif
