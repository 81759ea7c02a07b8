/* Checks that the tests of src/io share.

   Purpose    Decoding with the promises checked that hold for every file: an array or an error with
              a message, never both, and nothing left allocated.
   Ownership  Arrays handed out belong to the caller.
   Threads    One.
   Failures   cmocka's assertions. */
#ifndef TESTS_CORE_IMAGE_CHECK_H
#define TESTS_CORE_IMAGE_CHECK_H

#include "image_files.h"
#include "io/image.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* The file can be read. */
void image_check_ok (const image_file *file, const nd_image_read_options *options, nd_array **image,
                     nd_image_info *info);

/* The file cannot be read, for this reason; `message` (may be NULL) is the whole text, where the
   file is called "test". */
void image_check_fails (const image_file *file, nd_status status, const char *message);

/* Reading is an array or an error. */
void image_check_survives (const image_file *file);

void image_check_size (const nd_array *image, int64_t height, int64_t width, int64_t channels);

/* The sample at row i, column j, channel c of a uint8 or uint16 image. */
unsigned image_check_sample (const nd_array *image, int64_t i, int64_t j, int64_t c);

/* The file's pixels are turned as `orientation` says, compared with those of "ignore". */
void image_check_orientation (const image_file *file, int orientation);

/* Reads the file in a mode, and frees it and what was read. */
nd_status image_check_read (image_file *file, nd_image_mode mode, nd_error *error);

/* Runs `body` with allocation 1, 2, ... failing until none fails: each time it says out of memory,
   and nothing is left allocated. */
void image_check_allocations (nd_status (*body) (nd_error *error));

/* Reads every file of tests/fuzz/crashers whose name starts with `target`. */
void image_check_crashers (const char *target);

#endif
