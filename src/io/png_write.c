/* Pixels to PNG files, with libpng. */
#include "io/image_internal.h"
#include "base/memory.h"
#include "device/device.h"
#include "io/file.h"
#include <errno.h>
#include <png.h>
#include <setjmp.h>

typedef struct png_encoder {
  const nd_image_sink *sink;
  nd_error *error;
  png_structp png;
  png_infop header;
  uint8_t *rows; /* ND_GATHER_ROWS */
  size_t row_bytes;
  size_t failed_allocation;
  nd_status status;
  jmp_buf jump;
} png_encoder;

/* Runs `step`; false when libpng reported an error, which is then in the encoder. */
static bool guarded (png_encoder *encoder, void (*step) (png_encoder *encoder))
{
  if (setjmp (encoder->jump))
    return false;
  step (encoder);
  return true;
}

static void on_error (png_structp png, png_const_charp message)
{
  png_encoder *encoder = png_get_error_ptr (png);
  if (encoder->failed_allocation)
    encoder->status = nd_out_of_memory (encoder->error, encoder->failed_allocation);
  else if (encoder->status == ND_OK)
    encoder->status =
        nd_fail (encoder->error, ND_INVALID_ARGUMENT, "nd_imwrite: %s cannot be written as PNG: %s",
                 encoder->sink->path, message);
  longjmp (encoder->jump, 1);
}

static void on_warning (png_structp png, png_const_charp message)
{
  (void)png;
  (void)message;
}

static png_voidp allocate (png_structp png, png_alloc_size_t nbytes)
{
  png_encoder *encoder = png_get_mem_ptr (png);
  void *block = nd_malloc (nbytes);
  if (!block)
    encoder->failed_allocation = nbytes;
  return block;
}

static void release (png_structp png, png_voidp block)
{
  (void)png;
  nd_free (block);
}

static void write_bytes (png_structp png, png_bytep bytes, size_t count)
{
  png_encoder *encoder = png_get_io_ptr (png);
  if (fwrite (bytes, 1, count, encoder->sink->file) == count)
    return;
  encoder->status = nd_file_write_failed (encoder->sink->path, errno, encoder->error);
  png_error (png, "write failed");
}

static void flush_bytes (png_structp png)
{
  (void)png; /* closing the file does it */
}

static void write_header (png_encoder *encoder)
{
  static const int types[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                              PNG_COLOR_TYPE_RGB_ALPHA};
  const nd_image_sink *sink = encoder->sink;
  encoder->png = png_create_write_struct_2 (PNG_LIBPNG_VER_STRING, encoder, on_error, on_warning,
                                            encoder, allocate, release);
  if (!encoder->png) {
    encoder->status = nd_out_of_memory (encoder->error, encoder->failed_allocation);
    longjmp (encoder->jump, 1);
  }
  encoder->header = png_create_info_struct (encoder->png);
  if (!encoder->header)
    png_error (encoder->png, "out of memory");
  png_set_write_fn (encoder->png, encoder, write_bytes, flush_bytes);
  png_set_user_limits (encoder->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR (encoder->png, encoder->header, (png_uint_32)sink->width, (png_uint_32)sink->height,
                sink->bit_depth, types[sink->channels], PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info (encoder->png, encoder->header);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (sink->bit_depth == 16)
    png_set_swap (encoder->png);
#endif
}

static void write_rows (png_encoder *encoder)
{
  const nd_image_sink *sink = encoder->sink;
  for (int64_t first = 0; first < sink->height; first += ND_GATHER_ROWS) {
    int64_t left = sink->height - first, count = left < ND_GATHER_ROWS ? left : ND_GATHER_ROWS;
    nd_pixels_gather (sink->x, first, count, sink->bit_depth, encoder->rows);
    for (int64_t i = 0; i < count; i++)
      png_write_row (encoder->png, encoder->rows + (size_t)i * encoder->row_bytes);
    if (nd_should_stop ()) {
      encoder->status = nd_fail (encoder->error, ND_INTERRUPTED, "interrupted");
      png_error (encoder->png, "interrupted");
    }
  }
  png_write_end (encoder->png, NULL);
}

nd_status nd_png_encode (const nd_image_sink *sink, nd_error *error)
{
  if (sink->width > PNG_UINT_31_MAX || sink->height > PNG_UINT_31_MAX)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_imwrite: a PNG file holds at most 2147483647 rows and columns");
  png_encoder encoder = {.sink = sink, .error = error};
  encoder.row_bytes = (size_t)sink->width * (size_t)sink->channels * (size_t)sink->bit_depth / 8;
  encoder.rows = nd_malloc (encoder.row_bytes * ND_GATHER_ROWS);
  if (!encoder.rows)
    return nd_out_of_memory (error, encoder.row_bytes * ND_GATHER_ROWS);
  if (guarded (&encoder, write_header))
    guarded (&encoder, write_rows);
  png_destroy_write_struct (&encoder.png, &encoder.header);
  nd_free (encoder.rows);
  return encoder.status;
}
