/* JPEG files to pixels, with libjpeg-turbo.

   Decoded with the library's defaults (accurate integer DCT, smooth chroma upsampling), which are
   Pillow's, so that the pixels are the same.  Everything that may call the library's error function
   runs inside `guarded`, the one place with a setjmp.  The library allocates its working memory
   itself; max_memory_to_use bounds it. */
#include "io/image_internal.h"
#include "base/memory.h"
#include "device/device.h"
#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <string.h>

enum { ROWS_AT_ONCE = 16, MARKER_LENGTH = 0xffff, EXIF_PREFIX = 6 };

/* A progressive file may ask for any number of passes over the image; real ones have about ten.
   libjpeg-turbo's own fuzzers stop here, too. */
enum { MAX_SCANS = 500 };

typedef struct jpeg_decoder {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  const nd_image_source *source;
  nd_pixels *pixels;
  nd_image_info *info;
  nd_error *error;
  uint8_t *cmyk; /* a row, for files that hold CMYK; else NULL */
  nd_status status;
  jmp_buf jump;
} jpeg_decoder;

/* Runs `step`; false when the library reported an error, which is then in the decoder. */
static bool guarded (jpeg_decoder *decoder, void (*step) (jpeg_decoder *decoder))
{
  if (setjmp (decoder->jump))
    return false;
  step (decoder);
  return true;
}

static _Noreturn void stop (jpeg_decoder *decoder, nd_status status)
{
  decoder->status = status;
  longjmp (decoder->jump, 1);
}

/* How far the library has read. */
static size_t position (const jpeg_decoder *decoder)
{
  const struct jpeg_source_mgr *source = decoder->jpeg.src;
  size_t size = decoder->source->size, left = source ? source->bytes_in_buffer : size;
  return left <= size ? size - left : size;
}

static nd_status fail_damaged (const jpeg_decoder *decoder, size_t byte, const char *reason)
{
  const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  char row[80] = "";
  if (jpeg->output_scanline > 0)
    snprintf (row, sizeof row, ", row %u of %u", jpeg->output_scanline + 1, jpeg->output_height);
  return nd_fail (decoder->error, ND_IMAGE_CORRUPT,
                  "%s is a damaged JPEG file: %s (byte %zu of %zu%s). Nothing was read; get an "
                  "intact copy.",
                  decoder->source->name, reason, byte, decoder->source->size, row);
}

static nd_status fail_unsupported (const jpeg_decoder *decoder, const char *reason)
{
  return nd_fail (decoder->error, ND_IMAGE_FORMAT,
                  "%s is a kind of JPEG file that nd_imread cannot read: %s. Save it as a baseline "
                  "or progressive 8-bit JPEG.",
                  decoder->source->name, reason);
}

static _Noreturn void on_error (j_common_ptr common)
{
  jpeg_decoder *decoder = common->client_data;
  char message[JMSG_LENGTH_MAX];
  common->err->format_message (common, message);
  switch (common->err->msg_code) {
  case JERR_OUT_OF_MEMORY:
  case JERR_NO_BACKING_STORE:
    stop (decoder, nd_fail (decoder->error, ND_OUT_OF_MEMORY,
                            "out of host memory: %s needs more than there is to be decoded",
                            decoder->source->name));
  case JERR_ARITH_NOTIMPL:
  case JERR_BAD_PRECISION:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_SOF_UNSUPPORTED:
    stop (decoder, fail_unsupported (decoder, message));
  default:
    stop (decoder, fail_damaged (decoder, position (decoder), message));
  }
}

/* Negative levels are warnings: the library goes on with pixels it made up.  Those that do not put
   the pixels in doubt pass, as in other readers; the rest mean damage. */
static void on_message (j_common_ptr common, int level)
{
  jpeg_decoder *decoder = common->client_data;
  char message[JMSG_LENGTH_MAX];
  if (level >= 0)
    return;
  switch (common->err->msg_code) {
  case JWRN_ADOBE_XFORM:
  case JWRN_BOGUS_ICC:
  case JWRN_EXTRANEOUS_DATA: /* padding between markers, from some cameras */
  case JWRN_NOT_SEQUENTIAL:
  case JWRN_TOO_MUCH_DATA:
    return;
  case JWRN_JPEG_EOF:
    stop (decoder, fail_damaged (decoder, decoder->source->size, "it ends too early"));
  default:
    common->err->format_message (common, message);
    stop (decoder, fail_damaged (decoder, position (decoder), message));
  }
}

/* The library calls this between rows, and between blocks of rows of a progressive file. */
static void on_progress (j_common_ptr common)
{
  jpeg_decoder *decoder = common->client_data;
  if (decoder->jpeg.input_scan_number > MAX_SCANS)
    stop (decoder, fail_damaged (decoder, position (decoder), "it has more than 500 scans"));
  if (nd_should_stop ())
    stop (decoder, nd_fail (decoder->error, ND_INTERRUPTED, "interrupted"));
}

static void read_header (jpeg_decoder *decoder)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  jpeg_create_decompress (jpeg);
  jpeg->client_data = decoder;
  jpeg->progress = &decoder->progress;
  jpeg_mem_src (jpeg, decoder->source->bytes, (unsigned long)decoder->source->size);
  jpeg_save_markers (jpeg, JPEG_APP0 + 1, MARKER_LENGTH);
  jpeg_read_header (jpeg, TRUE);
}

static int orientation (const struct jpeg_decompress_struct *jpeg)
{
  for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker; marker = marker->next)
    if (marker->data_length > EXIF_PREFIX && memcmp (marker->data, "Exif\0", 5) == 0)
      return nd_exif_orientation (marker->data + EXIF_PREFIX, marker->data_length - EXIF_PREFIX);
  return 1;
}

static const char *color_type (J_COLOR_SPACE space)
{
  switch (space) {
  case JCS_GRAYSCALE:
    return "gray";
  case JCS_RGB:
    return "rgb";
  case JCS_YCbCr:
    return "ycbcr";
  case JCS_CMYK:
    return "cmyk";
  case JCS_YCCK:
    return "ycck";
  default:
    return NULL;
  }
}

/* What the file holds, and what the pixels will be. */
static nd_status describe (jpeg_decoder *decoder)
{
  const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  nd_image_info *info = decoder->info;
  nd_pixels *pixels = decoder->pixels;
  char reason[80];
  info->color_type = color_type (jpeg->jpeg_color_space);
  if (!info->color_type) {
    snprintf (reason, sizeof reason, "it has %d color components", jpeg->num_components);
    return fail_unsupported (decoder, reason);
  }
  info->width = pixels->width = jpeg->image_width;
  info->height = pixels->height = jpeg->image_height;
  info->bit_depth = pixels->bit_depth = 8;
  info->interlace = jpeg->progressive_mode;
  info->orientation = orientation (jpeg);
  pixels->channels = jpeg->num_components == 1 ? 1 : 3;
  if (jpeg->jpeg_color_space == JCS_YCbCr)
    nd_image_applied (info, "ycbcr to rgb");
  else if (jpeg->num_components == 4)
    nd_image_applied (info, jpeg->jpeg_color_space == JCS_YCCK ? "ycck to rgb" : "cmyk to rgb");
  return ND_OK;
}

/* The array, a row of CMYK where needed, and a bound for the library's own memory: it holds the
   coefficients of a progressive file, two bytes each, padded to whole blocks. */
static nd_status allocate (jpeg_decoder *decoder)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  long padded = ((long)jpeg->image_width + 64) * ((long)jpeg->image_height + 64);
  ND_RETURN_NOT_OK (nd_pixels_allocate (decoder->pixels, decoder->source, decoder->error));
  jpeg->mem->max_memory_to_use = padded * jpeg->num_components * 2 + (64L << 20);
  if (jpeg->num_components < 4)
    return ND_OK;
  size_t row_bytes = (size_t)jpeg->image_width * 4;
  decoder->cmyk = nd_malloc (row_bytes);
  return decoder->cmyk ? ND_OK : nd_out_of_memory (decoder->error, row_bytes);
}

/* Straight into the array, as many rows as the library has ready. */
static void read_plain_rows (jpeg_decoder *decoder)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  const nd_pixels *pixels = decoder->pixels;
  JSAMPROW rows[ROWS_AT_ONCE];
  while (jpeg->output_scanline < jpeg->output_height) {
    JDIMENSION first = jpeg->output_scanline, left = jpeg->output_height - first;
    JDIMENSION count = left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE;
    for (JDIMENSION i = 0; i < count; i++)
      rows[i] = pixels->data + (size_t)(first + i) * pixels->row_bytes;
    jpeg_read_scanlines (jpeg, rows, count);
  }
}

static void read_cmyk_rows (jpeg_decoder *decoder)
{
  struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
  const nd_pixels *pixels = decoder->pixels;
  for (int64_t y = 0; y < pixels->height; y++) {
    jpeg_read_scanlines (jpeg, &decoder->cmyk, 1);
    nd_pixels_cmyk_to_rgb (pixels->data + (size_t)y * pixels->row_bytes, decoder->cmyk,
                           pixels->width);
  }
}

static void read_rows (jpeg_decoder *decoder)
{
  jpeg_start_decompress (&decoder->jpeg);
  if (decoder->cmyk)
    read_cmyk_rows (decoder);
  else
    read_plain_rows (decoder);
  jpeg_finish_decompress (&decoder->jpeg); /* reads to the end: without it, the file is cut off */
}

nd_status nd_jpeg_decode (const nd_image_source *source, nd_pixels *pixels, nd_image_info *info,
                          nd_error *error)
{
  jpeg_decoder decoder = {.source = source, .pixels = pixels, .info = info, .error = error};
  decoder.jpeg.err = jpeg_std_error (&decoder.errors);
  decoder.jpeg.client_data = &decoder;
  decoder.errors.error_exit = on_error;
  decoder.errors.emit_message = on_message;
  decoder.progress.progress_monitor = on_progress;

  if (guarded (&decoder, read_header)) {
    decoder.status = describe (&decoder);
    if (decoder.status == ND_OK)
      decoder.status = allocate (&decoder);
    if (decoder.status == ND_OK)
      guarded (&decoder, read_rows);
  }
  jpeg_destroy_decompress (&decoder.jpeg);
  nd_free (decoder.cmyk);
  if (decoder.status != ND_OK) {
    nd_array_free (pixels->array);
    pixels->array = NULL;
  }
  return decoder.status;
}
