/* PNG files to pixels, with libpng.

   Everything that may call libpng's error function runs inside `guarded`, the one place with a
   setjmp; what must survive a jump lives in the decoder, outside of that function's frame. */
#include "io/image_internal.h"
#include "base/memory.h"
#include "device/device.h"
#include <png.h>
#include <setjmp.h>
#include <string.h>

/* Larger than libpng's own 8 KiB, so that inflate stops less often. */
enum { INFLATE_INPUT = 65536, ROWS_BETWEEN_POLLS = 32 };

typedef struct png_decoder {
  const nd_image_source *source;
  nd_pixels *pixels;
  nd_image_info *info;
  nd_error *error;
  size_t position; /* in the source's bytes */
  png_structp png;
  png_infop header;
  int passes;
  int64_t row;              /* being read; -1 before the first */
  size_t failed_allocation; /* bytes that libpng asked for and did not get */
  bool truncated;
  nd_status status;
  jmp_buf jump;
} png_decoder;

/* Runs `step`; false when libpng reported an error, which is then in the decoder. */
static bool guarded (png_decoder *decoder, void (*step) (png_decoder *decoder))
{
  if (setjmp (decoder->jump))
    return false;
  step (decoder);
  return true;
}

static nd_status fail_damaged (const png_decoder *decoder, const char *reason)
{
  char row[80] = "";
  if (decoder->row >= 0)
    snprintf (row, sizeof row, ", row %lld of %lld", (long long)decoder->row + 1,
              (long long)decoder->info->height);
  return nd_fail (decoder->error, ND_IMAGE_CORRUPT,
                  "%s is a damaged PNG file: %s (byte %zu of %zu%s). Nothing was read; get an "
                  "intact copy.",
                  decoder->source->name, reason, decoder->position, decoder->source->size, row);
}

static void on_error (png_structp png, png_const_charp message)
{
  png_decoder *decoder = png_get_error_ptr (png);
  if (decoder->failed_allocation)
    decoder->status = nd_out_of_memory (decoder->error, decoder->failed_allocation);
  else if (decoder->status == ND_OK)
    decoder->status = fail_damaged (decoder, decoder->truncated ? "it ends too early" : message);
  longjmp (decoder->jump, 1);
}

/* Warnings are about chunks that do not matter for the pixels. */
static void on_warning (png_structp png, png_const_charp message)
{
  (void)png;
  (void)message;
}

static png_voidp allocate (png_structp png, png_alloc_size_t nbytes)
{
  png_decoder *decoder = png_get_mem_ptr (png);
  void *block = nd_malloc (nbytes);
  if (!block)
    decoder->failed_allocation = nbytes;
  return block;
}

static void release (png_structp png, png_voidp block)
{
  (void)png;
  nd_free (block);
}

static void read_bytes (png_structp png, png_bytep to, size_t count)
{
  png_decoder *decoder = png_get_io_ptr (png);
  if (count > decoder->source->size - decoder->position) {
    decoder->position = decoder->source->size;
    decoder->truncated = true;
    png_error (png, "truncated");
  }
  memcpy (to, decoder->source->bytes + decoder->position, count);
  decoder->position += count;
}

/* Limits and checks, before the first byte is read. */
static void configure (png_decoder *decoder)
{
  static const png_byte exif[] = "eXIf";
  png_structp png = decoder->png;
  png_set_read_fn (png, decoder, read_bytes);
  /* the pixel limit is ours (nd_pixels_allocate); libpng allocates no rows before it is checked */
  png_set_user_limits (png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  /* no chunk is longer than the file, and only the few that say something about pixels are kept */
  png_set_chunk_malloc_max (png, decoder->source->size);
  png_set_chunk_cache_max (png, 16);
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks (png, PNG_HANDLE_CHUNK_AS_DEFAULT, exif, 1);
  png_set_crc_action (png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  /* each chunk's CRC already vouches for the compressed bytes */
#ifdef PNG_IGNORE_ADLER32 /* some libpngs are built without it */
  png_set_option (png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
  png_set_compression_buffer_size (png, INFLATE_INPUT);
}

static void read_header (png_decoder *decoder)
{
  decoder->png = png_create_read_struct_2 (PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning,
                                           decoder, allocate, release);
  if (!decoder->png) {
    decoder->status = decoder->failed_allocation
                          ? nd_out_of_memory (decoder->error, decoder->failed_allocation)
                          : nd_fail (decoder->error, ND_IMAGE_FORMAT,
                                     "the installed libpng is not the one that ndarray was built "
                                     "for. Install the package again.");
    longjmp (decoder->jump, 1);
  }
  decoder->header = png_create_info_struct (decoder->png);
  if (!decoder->header)
    png_error (decoder->png, "out of memory");
  configure (decoder);
  png_read_info (decoder->png, decoder->header);
}

/* True when some palette entry is not opaque. */
static bool palette_is_transparent (const png_decoder *decoder)
{
  png_bytep alpha = NULL;
  int count = 0;
  png_get_tRNS (decoder->png, decoder->header, &alpha, &count, NULL);
  for (int i = 0; i < count; i++)
    if (alpha[i] != 255)
      return true;
  return false;
}

/* What the file holds. */
static void describe (png_decoder *decoder)
{
  static const char *const names[] = {[PNG_COLOR_TYPE_GRAY] = "gray",
                                      [PNG_COLOR_TYPE_GRAY_ALPHA] = "gray-alpha",
                                      [PNG_COLOR_TYPE_PALETTE] = "palette",
                                      [PNG_COLOR_TYPE_RGB] = "rgb",
                                      [PNG_COLOR_TYPE_RGB_ALPHA] = "rgb-alpha"};
  nd_image_info *info = decoder->info;
  png_colorp palette;
  int type = png_get_color_type (decoder->png, decoder->header);
  info->color_type = names[type];
  info->width = png_get_image_width (decoder->png, decoder->header);
  info->height = png_get_image_height (decoder->png, decoder->header);
  info->bit_depth = png_get_bit_depth (decoder->png, decoder->header);
  info->interlace = png_get_interlace_type (decoder->png, decoder->header) != PNG_INTERLACE_NONE;
  if (type == PNG_COLOR_TYPE_PALETTE) {
    png_get_PLTE (decoder->png, decoder->header, &palette, &info->palette);
    info->alpha = palette_is_transparent (decoder);
  } else
    info->alpha = (type & PNG_COLOR_MASK_ALPHA) ||
                  png_get_valid (decoder->png, decoder->header, PNG_INFO_tRNS);
}

/* What the pixels will be, and what libpng must do for it. */
static void plan (png_decoder *decoder)
{
  nd_image_info *info = decoder->info;
  nd_pixels *pixels = decoder->pixels;
  int type = png_get_color_type (decoder->png, decoder->header);
  bool has_transparency = png_get_valid (decoder->png, decoder->header, PNG_INFO_tRNS);
  pixels->width = info->width;
  pixels->height = info->height;
  pixels->bit_depth = info->bit_depth == 16 ? 16 : 8;
  pixels->channels = (type & PNG_COLOR_MASK_COLOR ? 3 : 1) + info->alpha;

  png_set_expand (decoder->png); /* palettes, 1-, 2-, 4-bit grey, tRNS */
  if (info->palette) {
    nd_image_applied (info, info->alpha ? "palette to rgba" : "palette to rgb");
    if (has_transparency && !info->alpha)
      png_set_strip_alpha (decoder->png);
  } else {
    if (info->bit_depth < 8)
      nd_image_applied (info, "scaled to 8 bits");
    if (has_transparency)
      nd_image_applied (info, "transparent color to alpha");
  }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  png_set_swap (decoder->png);
#endif
  decoder->passes = png_set_interlace_handling (decoder->png);
}

static void prepare (png_decoder *decoder)
{
  describe (decoder);
  plan (decoder);
}

static void read_rows (png_decoder *decoder)
{
  nd_pixels *pixels = decoder->pixels;
  png_read_update_info (decoder->png, decoder->header);
  if (png_get_rowbytes (decoder->png, decoder->header) != pixels->row_bytes)
    png_error (decoder->png, "rows of an unexpected size");
  for (int pass = 0; pass < decoder->passes; pass++)
    for (int64_t y = 0; y < pixels->height; y++) {
      decoder->row = y;
      png_read_row (decoder->png, pixels->data + (size_t)y * pixels->row_bytes, NULL);
      if (y % ROWS_BETWEEN_POLLS == 0 && nd_should_stop ()) {
        decoder->status = nd_fail (decoder->error, ND_INTERRUPTED, "interrupted");
        png_error (decoder->png, "interrupted");
      }
    }
  decoder->row = -1;
  png_read_end (decoder->png, decoder->header);
}

/* Says so when libpng went on without memory that it wanted: a chunk may have been lost. */
static void finish (png_decoder *decoder)
{
  png_bytep exif;
  png_uint_32 size;
  if (decoder->failed_allocation)
    png_error (decoder->png, "out of memory");
  if (png_get_eXIf_1 (decoder->png, decoder->header, &size, &exif))
    decoder->info->orientation = nd_exif_orientation (exif, size);
}

nd_status nd_png_decode (const nd_image_source *source, nd_pixels *pixels, nd_image_info *info,
                         nd_error *error)
{
  png_decoder decoder = {
      .source = source, .pixels = pixels, .info = info, .error = error, .row = -1};
  if (guarded (&decoder, read_header) && guarded (&decoder, prepare)) {
    decoder.status = nd_pixels_allocate (pixels, source, error);
    if (decoder.status == ND_OK && guarded (&decoder, read_rows))
      guarded (&decoder, finish);
  }
  png_destroy_read_struct (&decoder.png, &decoder.header, NULL);
  if (decoder.status != ND_OK) {
    nd_array_free (pixels->array);
    pixels->array = NULL;
  }
  return decoder.status;
}
