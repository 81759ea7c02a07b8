/* libFuzzer target: the PNG decoder.

   A damaged chunk is refused for its checksum, so that blind mutation would only ever test that
   refusal: most mutants get their checksums put right. */
#include "fuzz_image.h"
#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, CHUNK_EXTRA = 12 };

size_t LLVMFuzzerMutate (uint8_t *bytes, size_t size, size_t max_size);

static uint32_t read_uint32 (const uint8_t *b)
{
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void write_uint32 (uint8_t *b, uint32_t value)
{
  for (int i = 0; i < 4; i++)
    b[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void repair_checksums (uint8_t *bytes, size_t size)
{
  size_t at = SIGNATURE;
  while (size >= at + CHUNK_EXTRA) {
    size_t length = read_uint32 (bytes + at);
    if (length > size - at - CHUNK_EXTRA)
      return;
    write_uint32 (bytes + at + 8 + length, (uint32_t)crc32 (0, bytes + at + 4, (uInt)length + 4));
    at += length + CHUNK_EXTRA;
  }
}

size_t LLVMFuzzerCustomMutator (uint8_t *bytes, size_t size, size_t max_size, unsigned seed)
{
  size = LLVMFuzzerMutate (bytes, size, max_size);
  if (seed % 8 != 0)
    repair_checksums (bytes, size);
  return size;
}

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  fuzz_image (bytes, size);
  return 0;
}
