#include "image_files.h"
#include <png.h>
#include <stdio.h>
#include <jpeglib.h>
#include <stdlib.h>
#include <string.h>

unsigned image_sample (int x, int y, int c, int bit_depth)
{
  unsigned mixed = (unsigned)x * 7919u + (unsigned)y * 104729u + (unsigned)c * 15485863u;
  mixed ^= mixed >> 7;
  return (mixed * 2654435761u) >> (32 - bit_depth);
}

uint8_t image_palette (int i, int c)
{
  return (uint8_t)(i * (7 + 4 * c) + 50 * c);
}

int png_samples_per_pixel (int color_type)
{
  return color_type == PNG_COLOR_TYPE_RGB          ? 3
         : color_type == PNG_COLOR_TYPE_RGB_ALPHA  ? 4
         : color_type == PNG_COLOR_TYPE_GRAY_ALPHA ? 2
                                                   : 1;
}

/* ---- PNG ------------------------------------------------------------------------------------- */

static void append (png_structp png, png_bytep bytes, size_t count)
{
  image_file *file = png_get_io_ptr (png);
  file->bytes = realloc (file->bytes, file->size + count);
  memcpy (file->bytes + file->size, bytes, count);
  file->size += count;
}

static void flush (png_structp png)
{
  (void)png;
}

static void set_palette (png_structp png, png_infop info, const png_recipe *recipe)
{
  png_color palette[256];
  png_byte alpha[256];
  int entries = 1 << recipe->bit_depth;
  for (int i = 0; i < entries; i++) {
    palette[i] = (png_color){image_palette (i, 0), image_palette (i, 1), image_palette (i, 2)};
    alpha[i] = (png_byte)i;
  }
  png_set_PLTE (png, info, palette, entries);
  if (recipe->transparency)
    png_set_tRNS (png, info, alpha, entries, NULL);
}

static void set_transparent_color (png_structp png, png_infop info, const png_recipe *recipe)
{
  png_color_16 color = {.gray = (png_uint_16)image_sample (0, 0, 0, recipe->bit_depth)};
  color.red = color.gray;
  color.green = (png_uint_16)image_sample (0, 0, 1, recipe->bit_depth);
  color.blue = (png_uint_16)image_sample (0, 0, 2, recipe->bit_depth);
  png_set_tRNS (png, info, NULL, 0, &color);
}

static void set_orientation (png_structp png, png_infop info, int orientation)
{
  png_byte exif[] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                     3,   0,   0, 0,   1, 0, 0, 0, 0, 0, 0, 0,    0};
  exif[19] = (png_byte)orientation;
  png_set_eXIf_1 (png, info, sizeof exif, exif);
}

/* Rows with one sample per byte or per big-endian 16-bit word; libpng packs the low depths. */
static void write_png_rows (png_structp png, const png_recipe *recipe, int passes)
{
  size_t samples = (size_t)png_samples_per_pixel (recipe->color_type);
  size_t bytes = recipe->bit_depth == 16 ? 2 : 1, count = (size_t)recipe->width * samples;
  png_bytep row = malloc (count * bytes);
  for (int pass = 0; pass < passes; pass++)
    for (int y = 0; y < recipe->height; y++) {
      png_bytep to = row;
      for (size_t i = 0; i < count; i++) {
        unsigned sample =
            image_sample ((int)(i / samples), y, (int)(i % samples), recipe->bit_depth);
        if (bytes == 2)
          *to++ = (png_byte)(sample >> 8);
        *to++ = (png_byte)sample;
      }
      png_write_row (png, row);
    }
  free (row);
}

void make_png (const png_recipe *recipe, image_file *file)
{
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  *file = (image_file){NULL, 0};
  png_set_write_fn (png, file, append, flush);
  png_set_IHDR (png, info, (png_uint_32)recipe->width, (png_uint_32)recipe->height,
                recipe->bit_depth, recipe->color_type,
                recipe->interlace ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_filter (png, 0, PNG_ALL_FILTERS);
  if (recipe->color_type == PNG_COLOR_TYPE_PALETTE)
    set_palette (png, info, recipe);
  else if (recipe->transparency)
    set_transparent_color (png, info, recipe);
  if (recipe->gamma)
    png_set_gAMA (png, info, 0.3);
  if (recipe->orientation)
    set_orientation (png, info, recipe->orientation);
  png_write_info (png, info);
  png_set_packing (png);
  write_png_rows (png, recipe, png_set_interlace_handling (png));
  png_write_end (png, info);
  png_destroy_write_struct (&png, &info);
}

/* ---- JPEG ------------------------------------------------------------------------------------ */

static void write_exif (j_compress_ptr jpeg, int orientation)
{
  JOCTET exif[] = {'E',  'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0,
                   0x12, 1,   3,   0,   1, 0, 0,   0,   0,   0, 0, 0, 0, 0, 0, 0};
  exif[24] = (JOCTET)orientation;
  jpeg_write_marker (jpeg, JPEG_APP0 + 1, exif, sizeof exif);
}

static void set_color_space (j_compress_ptr jpeg, const jpeg_recipe *recipe)
{
  jpeg->input_components = recipe->components;
  jpeg->in_color_space = recipe->components == 1   ? JCS_GRAYSCALE
                         : recipe->components == 3 ? JCS_RGB
                                                   : JCS_CMYK;
  jpeg_set_defaults (jpeg);
  if (recipe->ycck)
    jpeg_set_colorspace (jpeg, JCS_YCCK);
}

void make_jpeg (const jpeg_recipe *recipe, image_file *file)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned long size = 0;
  *file = (image_file){NULL, 0};
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &file->bytes, &size);
  jpeg.image_width = (JDIMENSION)recipe->width;
  jpeg.image_height = (JDIMENSION)recipe->height;
  set_color_space (&jpeg, recipe);
  jpeg.arith_code = recipe->arithmetic;
  jpeg.restart_interval = (unsigned)recipe->restart_interval;
  if (recipe->progressive)
    jpeg_simple_progression (&jpeg);
  jpeg_start_compress (&jpeg, TRUE);
  if (recipe->orientation)
    write_exif (&jpeg, recipe->orientation);

  /* smooth enough to survive compression: the samples of every eighth pixel, in ramps */
  JSAMPROW row = malloc ((size_t)recipe->width * (size_t)recipe->components);
  for (int y = 0; y < recipe->height; y++) {
    for (int i = 0; i < recipe->width * recipe->components; i++) {
      int x = i / recipe->components, c = i % recipe->components;
      row[i] = (JSAMPLE)(image_sample (x / 8, y / 8, c, 7) + (unsigned)(x + y) % 64);
    }
    jpeg_write_scanlines (&jpeg, &row, 1);
  }
  free (row);
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  file->size = size;
}
