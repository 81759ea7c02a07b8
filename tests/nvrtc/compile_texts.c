/* compile_texts FOLDER MOST EACH PART PARTS

   Compiles texts of kernels in CUDA C, FOLDER's .cu files that the stand-in kept (FOLDER may be a
   pattern), by the real NVRTC, which needs no card: at most about MOST of them (0: all), each for
   EACH of the architectures that NVRTC knows (0: all), not always the same ones.  Other processes
   take the other PARTS of the work.
   Prints what the compiler remarks on, and last "texts N, compiled N, failed N, spilling N"; exit
   status 77 where there is no NVRTC.

   A few bytes are kept in memory around calls of functions that are not inlined, such as the slow
   path of a division; a kernel that keeps more there has run out of registers, which is a failure.
   That simple kernels keep nothing there is for tests/core/test_cuda_texts.c.

   So is a text that takes long to compile: whoever uses it first waits for that. */
#include "core.h"
#include "nvrtc.h"
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The largest of the kernels keep some values in memory, 84 bytes at most so far; the simple ones,
   which tests/core looks at, none. */
enum { NO_NVRTC = 77, MOST_SPILLED = 128 };

/* How long a text may take, in times of an empty kernel, which takes 15 to 20 ms: about twice as
   long as the longest do.  For the cards from SLOWER on the assembler takes twice as long.  Other
   processes slow both, but not at the same time: what seems to take longer is tried again. */
enum { LONGEST = 20, SLOWER = 100, ATTEMPTS = 4 };

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

/* This process' time for compiling the text. */
static double seconds_for (const char *text, int architecture, bool *is_done, char **log)
{
  clock_t start = clock ();
  *is_done = nvrtc_compiles (text, "sm", architecture, "--ptxas-options=-v", log);
  return (double)(clock () - start) / CLOCKS_PER_SEC;
}

static double shortest (double seconds, const char *text, int architecture)
{
  bool is_done;
  char *log;
  double again = seconds_for (text, architecture, &is_done, &log);
  free (log);
  return again < seconds ? again : seconds;
}

/* Does the text, which took so long, take too long? */
static bool takes_long (const char *text, int architecture, double seconds)
{
  static const char empty_kernel[] = "extern \"C\" __global__ void nd_kernel (void)\n{\n}\n";
  static double unit = INFINITY;
  const int most = architecture < SLOWER ? LONGEST : 2 * LONGEST;
  if (unit == INFINITY)
    unit = shortest (unit, empty_kernel, architecture);
  for (int i = 0; i < ATTEMPTS && seconds > most * unit; i++) {
    unit = shortest (unit, empty_kernel, architecture);
    seconds = shortest (seconds, text, architecture);
  }
  if (seconds > most * unit)
    printf ("takes %.0f ms to compile, an empty kernel %.0f ms\n", 1e3 * seconds, 1e3 * unit);
  return seconds > most * unit;
}

static void compile_text (const char *path, const char *text, int architecture)
{
  char *log;
  bool is_done;
  double seconds = seconds_for (text, architecture, &is_done, &log);
  long spilled = spilled_bytes (log);
  counts.compiled++;
  counts.spilling += spilled > 0;
  if (!is_done || nvrtc_warns (log) || spilled > MOST_SPILLED ||
      takes_long (text, architecture, seconds)) {
    counts.failed++;
    printf ("%s, for sm_%d:\n%s\n", path, architecture, log);
  }
  free (log);
}

static int architectures[NVRTC_MOST], known;

/* For `each` architectures that lie apart; `turn` says which. */
static void compile_file (const char *path, size_t turn, int each)
{
  char *text = read_file (path);
  counts.texts++;
  counts.failed += !text;
  for (int i = 0; text && i < each; i++)
    compile_text (path, text, architectures[(turn + (size_t)(i * known / each)) % (size_t)known]);
  free (text);
}

int main (int count, char **arguments)
{
  unsigned long numbers[4]; /* MOST and so on */
  char pattern[1024];
  glob_t found;
  if (count != 6)
    return 2;
  for (int i = 0; i < 4; i++)
    numbers[i] = strtoul (arguments[2 + i], NULL, 10);
  known = nvrtc_find () ? nvrtc_architectures (architectures) : 0;
  if (known == 0)
    return NO_NVRTC;
  snprintf (pattern, sizeof pattern, "%s/*.cu", arguments[1]);
  if (glob (pattern, 0, NULL, &found) != 0)
    found.gl_pathc = 0;
  size_t most = numbers[0] ? numbers[0] : found.gl_pathc + 1, parts = numbers[3];
  size_t step = (found.gl_pathc + most - 1) / most * parts;
  for (size_t i = numbers[2]; i < found.gl_pathc; i += step)
    compile_file (found.gl_pathv[i], i / step, numbers[1] ? (int)numbers[1] : known);
  globfree (&found);
  printf ("texts %d, compiled %d, failed %d, spilling %d\n", counts.texts, counts.compiled,
          counts.failed, counts.spilling);
  return counts.failed > 0;
}
