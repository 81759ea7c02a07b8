/* compile_texts FOLDER PART PARTS [MOST]

   Compiles texts of kernels in CUDA C, FOLDER's .cu files that the stand-in kept, by the real
   NVRTC, which needs no card: file number i where i is PART modulo PARTS.  Each is compiled for
   every architecture that NVRTC knows, or, of at most about MOST files, for one of them in turn.
   Prints what the compiler remarks on, and last "texts N, compiled N, failed N, spilling N"; exit
   status 77 where there is no NVRTC.

   A few bytes are kept in memory around calls of functions that are not inlined, such as the slow
   path of a division; a kernel that keeps more there has run out of registers, which is a failure.
   That simple kernels keep nothing there is for tests/core/test_cuda_texts.c. */
#include "core.h"
#include "nvrtc.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest of the kernels keep some values in memory, 84 bytes at most so far; the simple ones,
   which tests/core looks at, none. */
enum { NO_NVRTC = 77, MOST_SPILLED = 128 };

static struct {
  int texts, compiled, failed, spilling;
} counts;

static char *read_file (const char *path)
{
  FILE *file = fopen (path, "rb");
  char *text = NULL;
  size_t size = 0;
  if (file && getdelim (&text, &size, '\0', file) < 0) {
    free (text);
    text = NULL;
  }
  if (file)
    fclose (file);
  return text;
}

/* Of all kernels: "... 16 bytes spill stores ...", the largest. */
static long spilled_bytes (const char *log)
{
  static const char words[] = " bytes spill stores";
  long most = 0;
  for (const char *at = log; (at = strstr (at, words)); at++) {
    const char *digits = at;
    while (digits > log && digits[-1] >= '0' && digits[-1] <= '9')
      digits--;
    long bytes = strtol (digits, NULL, 10);
    most = bytes > most ? bytes : most;
  }
  return most;
}

static void compile_text (const char *path, const char *text, int architecture)
{
  char *log;
  bool is_done = nvrtc_compiles (text, "sm", architecture, "--ptxas-options=-v", &log);
  long spilled = spilled_bytes (log);
  counts.compiled++;
  counts.spilling += spilled > 0;
  if (!is_done || strstr (log, "warning") || spilled > MOST_SPILLED) {
    counts.failed++;
    printf ("%s, for sm_%d:\n%s\n", path, architecture, log);
  }
  free (log);
}

static void compile_file (const char *path, int count, const int *architectures)
{
  char *text = read_file (path);
  counts.texts++;
  counts.failed += !text;
  for (int i = 0; text && i < count; i++)
    compile_text (path, text, architectures[i]);
  free (text);
}

int main (int count, char **arguments)
{
  int architectures[NVRTC_MOST], known;
  char pattern[1024];
  glob_t found;
  if (count < 4)
    return 2;
  known = nvrtc_find () ? nvrtc_architectures (architectures) : 0;
  if (known == 0)
    return NO_NVRTC;
  snprintf (pattern, sizeof pattern, "%s/*.cu", arguments[1]);
  if (glob (pattern, 0, NULL, &found) != 0)
    return 2;
  size_t part = strtoul (arguments[2], NULL, 10), parts = strtoul (arguments[3], NULL, 10);
  size_t most = count > 4 ? strtoul (arguments[4], NULL, 10) : 0;
  size_t step = most ? (found.gl_pathc + most - 1) / most * parts : parts;
  for (size_t i = part; i < found.gl_pathc; i += step)
    if (most)
      compile_file (found.gl_pathv[i], 1, &architectures[i / step % (size_t)known]);
    else
      compile_file (found.gl_pathv[i], known, architectures);
  globfree (&found);
  printf ("texts %d, compiled %d, failed %d, spilling %d\n", counts.texts, counts.compiled,
          counts.failed, counts.spilling);
  return counts.failed > 0;
}
