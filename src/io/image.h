/* Images: PNG and JPEG files in and out.

   Purpose    Reads a file into an array of its pixels, writes an array as a file.  The format is
              told from the content when reading, from the name or an option when writing.
   Ownership  Arrays read belong to the caller and share nothing.  Paths and options are borrowed.
   Threads    Only the thread that runs Octave.
   Failures   nd_status and a message that names the file; a file that is damaged, truncated or over
              the limit gives no array, a write that fails leaves the old file as it was. */
#ifndef ND_IO_IMAGE_H
#define ND_IO_IMAGE_H

#include "array/array.h"
#include "base/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ND_IMAGE_MAX_PIXELS ((int64_t)1 << 28)

typedef enum nd_image_format { ND_IMAGE_UNKNOWN, ND_IMAGE_PNG, ND_IMAGE_JPEG } nd_image_format;

typedef enum nd_image_mode {
  ND_IMAGE_AS_STORED,
  ND_IMAGE_GRAY,
  ND_IMAGE_RGB,
  ND_IMAGE_RGBA
} nd_image_mode;

typedef struct nd_image_read_options {
  nd_image_mode mode;
  bool ignore_orientation;
  int64_t max_pixels; /* height times width */
} nd_image_read_options;

#define ND_IMAGE_READ_DEFAULTS                                                                     \
  ((nd_image_read_options){ND_IMAGE_AS_STORED, false, ND_IMAGE_MAX_PIXELS})

/* What the file held, and what was done to it.  All strings are static. */
typedef struct nd_image_info {
  nd_image_format format;
  const char *color_type; /* "gray", "gray-alpha", "rgb", "rgb-alpha", "palette", "ycbcr", ... */
  int64_t width, height;  /* as stored */
  int bit_depth;          /* of one sample; of an index for a palette */
  int palette;            /* number of entries, 0 without one */
  bool alpha;             /* an alpha channel, a transparent colour or palette entry */
  bool interlace;         /* an interlaced PNG, a progressive JPEG */
  int orientation;        /* EXIF, 1 to 8; 1 when the file does not say */
  int applied_count;
  const char *applied[8]; /* "palette to rgb", "converted to gray" ... in the order of doing */
} nd_image_info;

/* The pixels of a file: height x width for grey, height x width x 2, 3 or 4 for grey + alpha, RGB,
   RGBA; uint8, or uint16 for 16-bit PNG.  `info` may be NULL. */
nd_status nd_image_read (const char *path, const nd_image_read_options *options, nd_array **out,
                         nd_image_info *info, nd_error *error) ND_MUST_USE;

/* The same for a file's bytes in memory; `name` stands for the path in messages. */
nd_status nd_image_decode (const char *name, const void *bytes, size_t size,
                           const nd_image_read_options *options, nd_array **out,
                           nd_image_info *info, nd_error *error) ND_MUST_USE;

/* The bit depth that loses nothing: 8 for uint8 and logical, 16 for others, 8 for JPEG. */
enum { ND_IMAGE_BIT_DEPTH_AUTO = -1 };

typedef struct nd_image_write_options {
  nd_image_format format; /* ND_IMAGE_UNKNOWN: told from the end of the path */
  int quality;            /* JPEG, 1 to 100 */
  int bit_depth;          /* PNG, 8 or 16 */
} nd_image_write_options;

#define ND_IMAGE_WRITE_DEFAULTS                                                                    \
  ((nd_image_write_options){ND_IMAGE_UNKNOWN, 90, ND_IMAGE_BIT_DEPTH_AUTO})

/* Writes a CPU array of uint8, uint16, logical, single or double (0 to 1) elements to a temporary
   file beside `path`, then renames it.  `variable` (may be NULL) names the array in messages. */
nd_status nd_image_write (const nd_array *x, const char *variable, const char *path,
                          const nd_image_write_options *options, nd_error *error) ND_MUST_USE;

/* "png", "jpeg" */
const char *nd_image_format_name (nd_image_format format);

/* "png", "jpg", "jpeg" in any case; ND_IMAGE_UNKNOWN for all others. */
nd_image_format nd_image_format_from_name (const char *name);

#ifdef __cplusplus
}
#endif
#endif
