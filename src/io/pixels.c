#include "io/image_internal.h"
#include "base/memory.h"
#include <math.h>
#include <string.h>

/* ---- channels ------------------------------------------------------------------------------ */

/* Luma by ITU-R 601-2 in 16-bit fixed point, as Pillow's convert ("L") computes it.  The weights'
   sum is 65536, so grey stays as it is, and a 16-bit sample fits, too. */
static inline uint32_t luma (uint32_t red, uint32_t green, uint32_t blue)
{
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/* One row from `from_channels` to 1, 3 or 4 channels; alpha is dropped or made opaque. */
#define DEFINE_CONVERT_ROW(name, type, opaque)                                                     \
  static void name (const void *from, int from_channels, void *to, int to_channels, int64_t width) \
  {                                                                                                \
    const type *in = from;                                                                         \
    type *out = to;                                                                                \
    int green = from_channels < 3 ? 0 : 1, blue = from_channels < 3 ? 0 : 2;                       \
    for (int64_t x = 0; x < width; x++, in += from_channels, out += to_channels) {                 \
      if (to_channels == 1) {                                                                      \
        out[0] = (type)luma (in[0], in[green], in[blue]);                                          \
        continue;                                                                                  \
      }                                                                                            \
      out[0] = in[0];                                                                              \
      out[1] = in[green];                                                                          \
      out[2] = in[blue];                                                                           \
      if (to_channels == 4)                                                                        \
        out[3] = from_channels % 2 == 0 ? in[from_channels - 1] : (opaque);                        \
    }                                                                                              \
  }

DEFINE_CONVERT_ROW (convert_row_8, uint8_t, UINT8_MAX)
DEFINE_CONVERT_ROW (convert_row_16, uint16_t, UINT16_MAX)

nd_status nd_pixels_convert (nd_pixels *pixels, int channels, nd_error *error)
{
  nd_pixels result = *pixels;
  nd_image_source unlimited = {.max_pixels = INT64_MAX}; /* the size was checked before */
  result.channels = channels;
  ND_RETURN_NOT_OK (nd_pixels_allocate (&result, &unlimited, error));
  for (int64_t y = 0; y < pixels->height; y++)
    (pixels->bit_depth == 16 ? convert_row_16 : convert_row_8) (
        pixels->data + (size_t)y * pixels->row_bytes, pixels->channels,
        result.data + (size_t)y * result.row_bytes, channels, pixels->width);
  nd_array_free (pixels->array);
  *pixels = result;
  return ND_OK;
}

/* Pillow reads every CMYK JPEG as Adobe writes it, inverted, and converts by
   C' = (1 - K) - C (1 - K), rounded (MULDIV255 in its ImagingUtils.h). */
void nd_pixels_cmyk_to_rgb (uint8_t *rgb, const uint8_t *cmyk, int64_t width)
{
  for (int64_t x = 0; x < width; x++, rgb += 3, cmyk += 4)
    for (int c = 0; c < 3; c++) {
      int white = cmyk[3], product = (255 - cmyk[c]) * white + 128;
      rgb[c] = (uint8_t)(white - (((product >> 8) + product) >> 8));
    }
}

/* ---- gathering rows to write --------------------------------------------------------------- */

static inline double clamp (double value)
{
  return value > 0 ? fmin (value, 1) : 0; /* NaN is black, as in uint8 (NaN) */
}

/* Samples of every class to 8 and to 16 bits: the class's own range to the whole range, rounded. */
#define TO_8_LOGICAL(v) ((v) ? UINT8_MAX : 0)
#define TO_16_LOGICAL(v) ((v) ? UINT16_MAX : 0)
#define TO_8_UINT8(v) (v)
#define TO_16_UINT8(v) ((v)*257)
#define TO_8_UINT16(v) (((v)*255u + 32767) / 65535)
#define TO_16_UINT16(v) (v)
#define TO_8_FLOAT(v) round (clamp (v) * UINT8_MAX)
#define TO_16_FLOAT(v) round (clamp (v) * UINT16_MAX)

/* One channel of one row: `from` is its first element, `step` the stride between columns. */
#define DEFINE_GATHER(name, from_type, to_type, convert)                                           \
  static void name (const void *from, int64_t step, void *to, int channels, int64_t width)         \
  {                                                                                                \
    const from_type *in = from;                                                                    \
    to_type *out = to;                                                                             \
    for (int64_t x = 0; x < width; x++)                                                            \
      out[x * channels] = (to_type)convert (in[x * step]);                                         \
  }

DEFINE_GATHER (logical_to_8, bool, uint8_t, TO_8_LOGICAL)
DEFINE_GATHER (logical_to_16, bool, uint16_t, TO_16_LOGICAL)
DEFINE_GATHER (uint8_to_8, uint8_t, uint8_t, TO_8_UINT8)
DEFINE_GATHER (uint8_to_16, uint8_t, uint16_t, TO_16_UINT8)
DEFINE_GATHER (uint16_to_8, uint16_t, uint8_t, TO_8_UINT16)
DEFINE_GATHER (uint16_to_16, uint16_t, uint16_t, TO_16_UINT16)
DEFINE_GATHER (single_to_8, float, uint8_t, TO_8_FLOAT)
DEFINE_GATHER (single_to_16, float, uint16_t, TO_16_FLOAT)
DEFINE_GATHER (double_to_8, double, uint8_t, TO_8_FLOAT)
DEFINE_GATHER (double_to_16, double, uint16_t, TO_16_FLOAT)

typedef void gather_function (const void *from, int64_t step, void *to, int channels,
                              int64_t width);

static gather_function *const gather[ND_DTYPE_COUNT][2] = {
    [ND_LOGICAL] = {logical_to_8, logical_to_16}, [ND_UINT8] = {uint8_to_8, uint8_to_16},
    [ND_UINT16] = {uint16_to_8, uint16_to_16},    [ND_SINGLE] = {single_to_8, single_to_16},
    [ND_DOUBLE] = {double_to_8, double_to_16},
};

void nd_pixels_gather (const nd_array *x, int64_t first_row, int64_t rows, int bit_depth, void *out)
{
  int channels = x->ndims > 2 ? (int)x->dims[2] : 1;
  int64_t width = x->dims[1], size = (int64_t)nd_dtype_size (x->dtype);
  int64_t out_sample = bit_depth / 8, out_row = width * channels * out_sample;
  const char *first = (const char *)nd_array_data (x) + first_row * x->strides[0] * size;
  /* channel by channel: in a column-major image its rows share cache lines */
  for (int c = 0; c < channels; c++)
    for (int64_t y = 0; y < rows; y++)
      gather[x->dtype][bit_depth == 16](
          first + (y * x->strides[0] + (channels > 1 ? c * x->strides[2] : 0)) * size,
          x->strides[1], (char *)out + y * out_row + c * out_sample, channels, width);
}
