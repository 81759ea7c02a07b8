/* What the parts of src/io share.

   Purpose    Interfaces between the dispatcher (image.c), the decoders and encoders (png_read.c,
              png_write.c, jpeg_read.c, jpeg_write.c), the pixel loops (pixels.c) and EXIF (exif.c).
   Ownership  As each function says; nd_pixels owns its array until image.c takes it.
   Threads    Only the thread that runs Octave.
   Failures   nd_status and a message; on failure nothing is left allocated. */
#ifndef ND_IO_IMAGE_INTERNAL_H
#define ND_IO_IMAGE_INTERNAL_H

#include "io/image.h"
#include <stdint.h>
#include <stdio.h>

/* A file in memory. */
typedef struct nd_image_source {
  const char *name;
  const uint8_t *bytes;
  size_t size;
  int64_t max_pixels;
} nd_image_source;

/* Row-major interleaved pixels in an array's memory: sample c of pixel (x, y) is element
   c + channels * (x + width * y). */
typedef struct nd_pixels {
  int channels;
  int bit_depth; /* 8 or 16 */
  int64_t width, height;
  nd_array *array;
  uint8_t *data; /* of the array */
  size_t row_bytes;
} nd_pixels;

/* Checks the size against the limit, then allocates.  channels, bit_depth, width and height are set
   by the caller, the rest here. */
nd_status nd_pixels_allocate (nd_pixels *pixels, const nd_image_source *source,
                              nd_error *error) ND_MUST_USE;

/* Replaces the pixels by ones of `channels` (1, 3 or 4) channels. */
nd_status nd_pixels_convert (nd_pixels *pixels, int channels, nd_error *error) ND_MUST_USE;

/* One row of Adobe's inverted CMYK to RGB. */
void nd_pixels_cmyk_to_rgb (uint8_t *rgb, const uint8_t *cmyk, int64_t width);

/* Rows first_row ... first_row + rows - 1 of an image of any layout, row-major interleaved with
   `bit_depth` bits a sample.  The array is of a class that nd_image_write accepts. */
void nd_pixels_gather (const nd_array *x, int64_t first_row, int64_t rows, int bit_depth,
                       void *out);

/* Rows the encoders gather at once: enough to use each cache line of a column-major image well. */
enum { ND_GATHER_ROWS = 16 };

/* Notes in `info` what was done to the image; `what` is a static string. */
void nd_image_applied (nd_image_info *info, const char *what);

/* Fills pixels and info (both zeroed before).  On failure pixels->array is NULL. */
nd_status nd_png_decode (const nd_image_source *source, nd_pixels *pixels, nd_image_info *info,
                         nd_error *error) ND_MUST_USE;
nd_status nd_jpeg_decode (const nd_image_source *source, nd_pixels *pixels, nd_image_info *info,
                          nd_error *error) ND_MUST_USE;

/* Image geometry of an array to be written; checked by image.c. */
typedef struct nd_image_sink {
  const nd_array *x;
  const char *path; /* for messages */
  FILE *file;
  int channels;
  int64_t width, height;
  int bit_depth, quality;
} nd_image_sink;

/* Encode into sink->file; ND_IO with the system's reason when that could not be written. */
nd_status nd_png_encode (const nd_image_sink *sink, nd_error *error) ND_MUST_USE;
nd_status nd_jpeg_encode (const nd_image_sink *sink, nd_error *error) ND_MUST_USE;

/* The orientation (1 to 8) in a TIFF structure as EXIF holds it; 1 when there is none. */
int nd_exif_orientation (const uint8_t *tiff, size_t size);

#endif
