/* Pixels to JPEG files, with libjpeg-turbo. */
#include "io/image_internal.h"
#include "base/memory.h"
#include "device/device.h"
#include "io/file.h"
#include <errno.h>
#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>

typedef struct jpeg_encoder {
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  const nd_image_sink *sink;
  nd_error *error;
  uint8_t *rows; /* ND_GATHER_ROWS */
  size_t row_bytes;
  nd_status status;
  jmp_buf jump;
} jpeg_encoder;

/* Runs `step`; false when the library reported an error, which is then in the encoder. */
static bool guarded (jpeg_encoder *encoder, void (*step) (jpeg_encoder *encoder))
{
  if (setjmp (encoder->jump))
    return false;
  step (encoder);
  return true;
}

static _Noreturn void on_error (j_common_ptr common)
{
  int reason = errno; /* of fwrite, should that be what failed */
  jpeg_encoder *encoder = common->client_data;
  char message[JMSG_LENGTH_MAX];
  common->err->format_message (common, message);
  if (common->err->msg_code == JERR_FILE_WRITE)
    encoder->status = nd_file_write_failed (encoder->sink->path, reason, encoder->error);
  else if (common->err->msg_code == JERR_OUT_OF_MEMORY)
    encoder->status = nd_fail (encoder->error, ND_OUT_OF_MEMORY,
                               "out of host memory while encoding %s", encoder->sink->path);
  else
    encoder->status =
        nd_fail (encoder->error, ND_INVALID_ARGUMENT,
                 "nd_imwrite: %s cannot be written as JPEG: %s", encoder->sink->path, message);
  longjmp (encoder->jump, 1);
}

static void on_message (j_common_ptr common, int level)
{
  (void)common;
  (void)level;
}

static void write_header (jpeg_encoder *encoder)
{
  const nd_image_sink *sink = encoder->sink;
  struct jpeg_compress_struct *jpeg = &encoder->jpeg;
  jpeg_create_compress (jpeg);
  jpeg->client_data = encoder;
  jpeg_stdio_dest (jpeg, sink->file);
  jpeg->image_width = (JDIMENSION)sink->width;
  jpeg->image_height = (JDIMENSION)sink->height;
  jpeg->input_components = sink->channels;
  jpeg->in_color_space = sink->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (jpeg);
  jpeg_set_quality (jpeg, sink->quality, TRUE);
  jpeg_start_compress (jpeg, TRUE);
}

static void write_rows (jpeg_encoder *encoder)
{
  const nd_image_sink *sink = encoder->sink;
  JSAMPROW rows[ND_GATHER_ROWS];
  for (JDIMENSION i = 0; i < ND_GATHER_ROWS; i++)
    rows[i] = encoder->rows + i * encoder->row_bytes;
  for (int64_t first = 0; first < sink->height; first += ND_GATHER_ROWS) {
    int64_t left = sink->height - first, count = left < ND_GATHER_ROWS ? left : ND_GATHER_ROWS;
    nd_pixels_gather (sink->x, first, count, 8, encoder->rows);
    jpeg_write_scanlines (&encoder->jpeg, rows, (JDIMENSION)count);
    if (nd_should_stop ()) {
      encoder->status = nd_fail (encoder->error, ND_INTERRUPTED, "interrupted");
      return;
    }
  }
  jpeg_finish_compress (&encoder->jpeg);
}

nd_status nd_jpeg_encode (const nd_image_sink *sink, nd_error *error)
{
  if (sink->width > JPEG_MAX_DIMENSION || sink->height > JPEG_MAX_DIMENSION)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_imwrite: a JPEG file holds at most %ld rows and columns, this image is "
                    "%lldx%lld. Write a PNG file.",
                    JPEG_MAX_DIMENSION, (long long)sink->height, (long long)sink->width);
  jpeg_encoder encoder = {.sink = sink, .error = error};
  encoder.row_bytes = (size_t)sink->width * (size_t)sink->channels;
  encoder.rows = nd_malloc (encoder.row_bytes * ND_GATHER_ROWS);
  if (!encoder.rows)
    return nd_out_of_memory (error, encoder.row_bytes * ND_GATHER_ROWS);
  encoder.jpeg.err = jpeg_std_error (&encoder.errors);
  encoder.jpeg.client_data = &encoder;
  encoder.errors.error_exit = on_error;
  encoder.errors.emit_message = on_message;
  if (guarded (&encoder, write_header))
    guarded (&encoder, write_rows);
  jpeg_destroy_compress (&encoder.jpeg);
  nd_free (encoder.rows);
  return encoder.status;
}
