/* What the two fuzz targets share.

   Purpose    Decodes bytes as nd_image_read would and reads every element of what comes out.
   Ownership  Bytes are borrowed; nothing is kept.
   Threads    One.
   Failures   Ends the program when a promise is broken: a failure with an array, a leak, an error
              without a message. */
#ifndef TESTS_FUZZ_FUZZ_IMAGE_H
#define TESTS_FUZZ_FUZZ_IMAGE_H

#include <stddef.h>
#include <stdint.h>

void fuzz_image (const uint8_t *bytes, size_t size);

#endif
