/* Files, read whole and replaced whole.

   Purpose    Reading a file into memory; writing one under a temporary name and renaming it, so
              that nobody ever sees half a file.
   Ownership  nd_file_read's bytes belong to the caller (nd_free).  A started replacement ends with
              nd_file_commit or nd_file_abandon.
   Threads    Only the thread that runs Octave.
   Failures   ND_IO with the path and the system's reason. */
#ifndef ND_IO_FILE_H
#define ND_IO_FILE_H

#include "base/status.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The bytes of a regular file. */
nd_status nd_file_read (const char *path, uint8_t **bytes, size_t *size,
                        nd_error *error) ND_MUST_USE;

/* Linux takes no longer paths (PATH_MAX, with the final null character). */
enum { ND_PATH_SIZE = 4096 };

typedef struct nd_file_replacement {
  FILE *file;
  const char *path;             /* as the caller named it, borrowed */
  char target[ND_PATH_SIZE];    /* what is replaced: symbolic links are followed */
  char temporary[ND_PATH_SIZE]; /* in the target's folder */
} nd_file_replacement;

/* Opens replacement->file for writing.  `path` must name a regular file or nothing yet. */
nd_status nd_file_replace (nd_file_replacement *replacement, const char *path,
                           nd_error *error) ND_MUST_USE;

/* Closes the file and gives it its name.  When anything could not be written, removes it instead
   and fails. */
nd_status nd_file_commit (nd_file_replacement *replacement, nd_error *error) ND_MUST_USE;

/* Reports that `path` could not be written for the system's `reason` (an errno); ND_IO. */
nd_status nd_file_write_failed (const char *path, int reason, nd_error *error);

/* Closes and removes the file. */
void nd_file_abandon (nd_file_replacement *replacement);

#endif
