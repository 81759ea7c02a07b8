#include "io/image_internal.h"
#include <string.h>

/* Layout of a TIFF structure: "TIFF Revision 6.0", section 2; the orientation tag and its eight
   values: the same, and "Exif 2.3", section 4.6.4. */
enum { HEADER = 8, ENTRY = 12, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, TYPE_LONG = 4 };

typedef struct tiff {
  const uint8_t *bytes;
  bool big_endian;
} tiff;

static uint32_t read_uint16 (const tiff *t, size_t at)
{
  const uint8_t *b = t->bytes + at;
  return t->big_endian ? (uint32_t)b[0] << 8 | b[1] : (uint32_t)b[1] << 8 | b[0];
}

static uint32_t read_uint32 (const tiff *t, size_t at)
{
  uint32_t first = read_uint16 (t, at), second = read_uint16 (t, at + 2);
  return t->big_endian ? first << 16 | second : second << 16 | first;
}

int nd_exif_orientation (const uint8_t *bytes, size_t size)
{
  if (size < HEADER + 2 || (memcmp (bytes, "II*\0", 4) != 0 && memcmp (bytes, "MM\0*", 4) != 0))
    return 1;
  tiff t = {bytes, bytes[0] == 'M'};
  size_t directory = read_uint32 (&t, 4);
  if (directory > size - 2)
    return 1;

  size_t entries = read_uint16 (&t, directory);
  for (size_t i = 0; i < entries && (i + 1) * ENTRY <= size - directory - 2; i++) {
    size_t entry = directory + 2 + i * ENTRY;
    uint32_t type = read_uint16 (&t, entry + 2);
    if (read_uint16 (&t, entry) != TAG_ORIENTATION || read_uint32 (&t, entry + 4) != 1)
      continue;
    uint32_t value = type == TYPE_SHORT  ? read_uint16 (&t, entry + 8)
                     : type == TYPE_LONG ? read_uint32 (&t, entry + 8)
                                         : 0;
    return value >= 1 && value <= 8 ? (int)value : 1;
  }
  return 1;
}
