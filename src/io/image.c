#include "io/image_internal.h"
#include "base/memory.h"
#include "io/file.h"
#include "program/operations.h"
#include <string.h>
#include <strings.h>

/* ---- formats ------------------------------------------------------------------------------- */

typedef struct format_row {
  const char *name;
  uint8_t signature[8]; /* the first bytes of every file of the format */
  size_t signature_size;
  nd_status (*decode) (const nd_image_source *source, nd_pixels *pixels, nd_image_info *info,
                       nd_error *error);
  nd_status (*encode) (const nd_image_sink *sink, nd_error *error);
  int max_bit_depth;
  bool has_alpha;
} format_row;

static const format_row formats[] = {
    [ND_IMAGE_PNG] = {"png",
                      {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
                      8,
                      nd_png_decode,
                      nd_png_encode,
                      16,
                      true},
    [ND_IMAGE_JPEG] = {"jpeg", {0xff, 0xd8, 0xff}, 3, nd_jpeg_decode, nd_jpeg_encode, 8, false},
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

const char *nd_image_format_name (nd_image_format format)
{
  return formats[format].name;
}

nd_image_format nd_image_format_from_name (const char *name)
{
  if (strcasecmp (name, "png") == 0)
    return ND_IMAGE_PNG;
  if (strcasecmp (name, "jpg") == 0 || strcasecmp (name, "jpeg") == 0)
    return ND_IMAGE_JPEG;
  return ND_IMAGE_UNKNOWN;
}

static nd_image_format format_from_path (const char *path)
{
  const char *dot = strrchr (path, '.');
  return dot ? nd_image_format_from_name (dot + 1) : ND_IMAGE_UNKNOWN;
}

static nd_image_format format_from_content (const nd_image_source *source)
{
  for (int i = ND_IMAGE_UNKNOWN + 1; i < FORMAT_COUNT; i++)
    if (source->size >= formats[i].signature_size &&
        memcmp (source->bytes, formats[i].signature, formats[i].signature_size) == 0)
      return (nd_image_format)i;
  return ND_IMAGE_UNKNOWN;
}

/* Says what the file seems to be instead, as far as that is easy to tell. */
static nd_status fail_format (const nd_image_source *source, nd_error *error)
{
  static const struct {
    const char *bytes, *name;
  } others[] = {{"GIF8", "a GIF image"},  {"BM", "a BMP image"},
                {"II*", "a TIFF image"},  {"MM", "a TIFF image"},
                {"RIFF", "a WebP image"}, {"%PDF", "a PDF document"},
                {"PK", "a zip archive"},  {"P5", "a PGM image"},
                {"P6", "a PPM image"},    {"<", "an XML or SVG document"}};
  const char *name = "something else";
  if (source->size == 0)
    name = "empty";
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    size_t length = strlen (others[i].bytes);
    if (source->size >= length && memcmp (source->bytes, others[i].bytes, length) == 0) {
      name = others[i].name;
      break;
    }
  }
  return nd_fail (error, ND_IMAGE_FORMAT,
                  "%s is neither a PNG nor a JPEG file but %s. Use imread for other formats.",
                  source->name, name);
}

/* ---- reading ------------------------------------------------------------------------------- */

void nd_image_applied (nd_image_info *info, const char *what)
{
  info->applied[info->applied_count++] = what;
}

nd_status nd_pixels_allocate (nd_pixels *pixels, const nd_image_source *source, nd_error *error)
{
  int64_t width = pixels->width, height = pixels->height;
  if (width > source->max_pixels / height)
    return nd_fail (error, ND_IMAGE_TOO_LARGE,
                    "%s holds %lldx%lld pixels (height x width), %.0f together; the limit is %lld. "
                    "Use nd_imread (file, \"max_pixels\", %.0f) to read it all the same.",
                    source->name, (long long)height, (long long)width,
                    (double)width * (double)height, (long long)source->max_pixels,
                    (double)width * (double)height);

  int64_t dims[] = {pixels->channels, width, height};
  nd_dtype dtype = pixels->bit_depth == 16 ? ND_UINT16 : ND_UINT8;
  ND_RETURN_NOT_OK (nd_array_new (nd_device_cpu (), dtype, 3, dims, &pixels->array, error));
  pixels->data = pixels->array->storage->buffer->data;
  pixels->row_bytes = (size_t)width * (size_t)pixels->channels * nd_dtype_size (dtype);
  return ND_OK;
}

static nd_status apply_mode (nd_pixels *pixels, nd_image_mode mode, nd_image_info *info,
                             nd_error *error)
{
  static const struct {
    int channels;
    const char *applied;
  } modes[] = {[ND_IMAGE_GRAY] = {1, "converted to gray"},
               [ND_IMAGE_RGB] = {3, "converted to rgb"},
               [ND_IMAGE_RGBA] = {4, "converted to rgba"}};
  if (mode == ND_IMAGE_AS_STORED || modes[mode].channels == pixels->channels)
    return ND_OK;
  nd_image_applied (info, modes[mode].applied);
  return nd_pixels_convert (pixels, modes[mode].channels, error);
}

/* How the eight EXIF orientations are undone: what is shown at (row, column) is the stored pixel
   (y, x), where rows and columns may change places and either may run backwards. */
static const struct {
  bool swap, reverse_x, reverse_y;
  const char *applied;
} orientations[] = {
    [1] = {false, false, false, NULL},
    [2] = {false, true, false, "mirrored left to right (orientation 2)"},
    [3] = {false, true, true, "rotated by 180 degrees (orientation 3)"},
    [4] = {false, false, true, "mirrored top to bottom (orientation 4)"},
    [5] = {true, false, false, "transposed (orientation 5)"},
    [6] = {true, false, true, "rotated by 90 degrees clockwise (orientation 6)"},
    [7] = {true, true, true, "transposed along the other diagonal (orientation 7)"},
    [8] = {true, true, false, "rotated by 90 degrees counterclockwise (orientation 8)"},
};

/* Makes the array height x width x channels, turned upright, by strides alone. */
static void arrange (const nd_pixels *pixels, int orientation)
{
  nd_array *a = pixels->array;
  int64_t step_x = pixels->channels, step_y = pixels->channels * pixels->width;
  if (orientations[orientation].reverse_x) {
    a->offset += (pixels->width - 1) * step_x;
    step_x = -step_x;
  }
  if (orientations[orientation].reverse_y) {
    a->offset += (pixels->height - 1) * step_y;
    step_y = -step_y;
  }
  bool swap = orientations[orientation].swap;
  a->dims[0] = swap ? pixels->width : pixels->height;
  a->dims[1] = swap ? pixels->height : pixels->width;
  a->dims[2] = pixels->channels;
  a->strides[0] = swap ? step_x : step_y;
  a->strides[1] = swap ? step_y : step_x;
  a->strides[2] = 1;
  a->ndims = pixels->channels > 1 ? 3 : 2;
}

static nd_status decode (const nd_image_source *source, const nd_image_read_options *options,
                         nd_pixels *pixels, nd_image_info *info, nd_error *error)
{
  info->format = format_from_content (source);
  info->orientation = 1;
  if (info->format == ND_IMAGE_UNKNOWN)
    return fail_format (source, error);
  ND_RETURN_NOT_OK (formats[info->format].decode (source, pixels, info, error));

  nd_status status = apply_mode (pixels, options->mode, info, error);
  if (status != ND_OK) {
    nd_array_free (pixels->array);
    return status;
  }
  int orientation = options->ignore_orientation ? 1 : info->orientation;
  if (orientation != 1)
    nd_image_applied (info, orientations[orientation].applied);
  arrange (pixels, orientation);
  return ND_OK;
}

nd_status nd_image_decode (const char *name, const void *bytes, size_t size,
                           const nd_image_read_options *options, nd_array **out,
                           nd_image_info *info, nd_error *error)
{
  nd_pixels pixels = {0};
  nd_image_info unused;
  nd_image_source source = {name, bytes, size, options->max_pixels};
  if (!info)
    info = &unused;
  *info = (nd_image_info){0};
  ND_RETURN_NOT_OK (decode (&source, options, &pixels, info, error));
  *out = pixels.array;
  return ND_OK;
}

nd_status nd_image_read (const char *path, const nd_image_read_options *options, nd_array **out,
                         nd_image_info *info, nd_error *error)
{
  uint8_t *bytes;
  size_t size;
  ND_RETURN_NOT_OK (nd_file_read (path, &bytes, &size, error));
  nd_status status = nd_image_decode (path, bytes, size, options, out, info, error);
  nd_free (bytes);
  return status;
}

/* ---- writing ------------------------------------------------------------------------------- */

static nd_status check_elements (const nd_array *x, const char *variable, nd_error *error)
{
  char text[128];
  ND_RETURN_NOT_OK (nd_check_host (x, variable, error));
  switch (x->dtype) {
  case ND_LOGICAL:
  case ND_UINT8:
  case ND_UINT16:
  case ND_SINGLE:
  case ND_DOUBLE:
    return ND_OK;
  default:
    return nd_fail (error, ND_DTYPE,
                    "nd_imwrite: an image is uint8, uint16, logical, single or double (0 to 1), "
                    "not %s%s. Convert it first, for example with uint8 (x).",
                    nd_dtype_is_complex (x->dtype) ? "complex " : "",
                    nd_array_text (x, text, sizeof text));
  }
}

static nd_status check_size (const nd_array *x, nd_image_sink *sink, nd_error *error)
{
  char text[128];
  sink->height = x->dims[0];
  sink->width = x->dims[1];
  sink->channels = x->ndims > 2 && x->dims[2] <= 4 ? (int)x->dims[2] : 1;
  if (x->ndims > 3 || (x->ndims == 3 && (x->dims[2] < 2 || x->dims[2] > 4)) || x->dims[0] == 0 ||
      x->dims[1] == 0)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_imwrite: an image is height x width or height x width x 2, 3 or 4, and not "
                    "empty; this array is %s.",
                    nd_dims_text (x->ndims, x->dims, text, sizeof text));
  return ND_OK;
}

static nd_status check_options (const nd_array *x, const nd_image_write_options *options,
                                nd_image_format format, nd_image_sink *sink, nd_error *error)
{
  const format_row *row = &formats[format];
  bool is_narrow = row->max_bit_depth == 8 || x->dtype == ND_UINT8 || x->dtype == ND_LOGICAL;
  sink->quality = options->quality;
  sink->bit_depth = options->bit_depth != ND_IMAGE_BIT_DEPTH_AUTO ? options->bit_depth
                    : is_narrow                                   ? 8
                                                                  : 16;
  if (sink->quality < 1 || sink->quality > 100)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_imwrite: \"quality\" must be a whole number from 1 to 100, not %d",
                    sink->quality);
  if (sink->bit_depth != 8 && sink->bit_depth != 16)
    return nd_fail (error, ND_INVALID_ARGUMENT, "nd_imwrite: \"bitdepth\" must be 8 or 16, not %d",
                    sink->bit_depth);
  if (sink->bit_depth > row->max_bit_depth)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_imwrite: a JPEG file holds 8 bits a sample. Write 16 bits to a PNG file.");
  if (sink->channels % 2 == 0 && !row->has_alpha)
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "nd_imwrite: a JPEG file cannot hold the transparency of a %lldx%lldx%d image. "
                    "Write x(:,:,1:%d), or a PNG file.",
                    (long long)sink->height, (long long)sink->width, sink->channels,
                    sink->channels - 1);
  return ND_OK;
}

static nd_status choose_format (const char *path, const nd_image_write_options *options,
                                nd_image_format *format, nd_error *error)
{
  *format = options->format ? options->format : format_from_path (path);
  if (*format != ND_IMAGE_UNKNOWN)
    return ND_OK;
  return nd_fail (error, ND_IMAGE_FORMAT,
                  "nd_imwrite: the name %s does not end in .png, .jpg or .jpeg. Rename it, or add "
                  "\"format\", \"png\" or \"format\", \"jpeg\".",
                  path);
}

nd_status nd_image_write (const nd_array *x, const char *variable, const char *path,
                          const nd_image_write_options *options, nd_error *error)
{
  nd_image_format format;
  nd_file_replacement replacement;
  nd_image_sink sink = {.x = x, .path = path};
  ND_RETURN_NOT_OK (check_elements (x, variable, error));
  ND_RETURN_NOT_OK (check_size (x, &sink, error));
  ND_RETURN_NOT_OK (choose_format (path, options, &format, error));
  ND_RETURN_NOT_OK (check_options (x, options, format, &sink, error));

  ND_RETURN_NOT_OK (nd_file_replace (&replacement, path, error));
  sink.file = replacement.file;
  nd_status status = formats[format].encode (&sink, error);
  if (status == ND_OK)
    return nd_file_commit (&replacement, error);
  nd_file_abandon (&replacement);
  return status;
}
