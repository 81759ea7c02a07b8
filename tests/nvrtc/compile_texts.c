/* compile_texts FOLDER MOST EACH SECONDS PART PARTS

   Compiles texts of kernels in CUDA C, FOLDER's .cu files that the stand-in kept, by the real
   NVRTC, which needs no card: at most about MOST of them (0: all), each for EACH of the
   architectures that NVRTC knows (0: all), not always the same ones; begins with none once SECONDS
   have passed.  Other processes take the other PARTS of the work.
   Prints what the compiler remarks on, and last "texts N, compiled N, failed N, spilling N, left
   N"; exit status 77 where there is no NVRTC.

   A few bytes are kept in memory around calls of functions that are not inlined, such as the slow
   path of a division; a kernel that keeps more there has run out of registers, which is a failure.
   That simple kernels keep nothing there is for tests/core/test_cuda_texts.c.

   So is a text that takes long to compile: whoever uses it first waits for that.  For this each is
   compiled by itself for one architecture.  For the others BATCH texts are one program, since a
   third of the time goes into starting the compiler; what it finds fault with is compiled again
   text by text. */
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
enum { NO_NVRTC = 77, BATCH = 8 };

/* The largest of the kernels keep some values in memory, 84 bytes at most so far; the simple ones,
   which tests/core looks at, none. */
enum { MOST_SPILLED = 128 };

/* How long a text may take, in times of an empty kernel, which takes 15 to 20 ms: about twice as
   long as the longest do.  For the cards from SLOWER on the assembler takes twice as long.  Other
   processes slow both, but not at the same time: what seems to take longer is tried again. */
enum { LONGEST = 20, SLOWER = 100, ATTEMPTS = 4 };

static struct {
  int texts, compiled, failed, spilling, left;
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

/* Of all kernels: "... 16 bytes spill stores ...", the largest; how many have some. */
static long spilled_bytes (const char *log, int *spilling)
{
  static const char words[] = " bytes spill stores";
  long most = 0;
  *spilling = 0;
  for (const char *at = log; (at = strstr (at, words)); at++) {
    const char *digits = at;
    while (digits > log && digits[-1] >= '0' && digits[-1] <= '9')
      digits--;
    long bytes = strtol (digits, NULL, 10);
    *spilling += bytes > 0;
    most = bytes > most ? bytes : most;
  }
  return most;
}

/* What a compilation said. */
typedef struct {
  bool is_good; /* it said nothing to worry about */
  int spilling; /* kernels that keep values in memory */
  double seconds;
  char *log;
} nd_verdict;

static nd_verdict compile (const char *text, int architecture)
{
  nd_verdict verdict;
  clock_t start = clock ();
  bool is_done = nvrtc_compiles (text, "sm", architecture, "--ptxas-options=-v", &verdict.log);
  verdict.seconds = (double)(clock () - start) / CLOCKS_PER_SEC;
  long spilled = spilled_bytes (verdict.log, &verdict.spilling);
  verdict.is_good = is_done && !nvrtc_warns (verdict.log) && spilled <= MOST_SPILLED;
  return verdict;
}

static double shortest (double seconds, const char *text, int architecture)
{
  nd_verdict again = compile (text, architecture);
  free (again.log);
  return again.seconds < seconds ? again.seconds : seconds;
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
  nd_verdict verdict = compile (text, architecture);
  counts.compiled++;
  counts.spilling += verdict.spilling > 0;
  if (!verdict.is_good || takes_long (text, architecture, verdict.seconds)) {
    counts.failed++;
    printf ("%s, for sm_%d:\n%s\n", path, architecture, verdict.log);
  }
  free (verdict.log);
}

/* One text of a program of several: in a namespace, with its kernel's name; its macros end with it.
 */
static void add_text (FILE *program, const char *text, size_t number)
{
  static const char linkage[] = "extern \"C\"", define[] = "#define ";
  fprintf (program, "namespace text_%zu {\n", number);
  const char *rest = text, *found;
  for (; (found = strstr (rest, linkage)); rest = found + sizeof linkage - 1)
    fwrite (rest, 1, (size_t)(found - rest), program);
  fprintf (program, "%s\n}\n", rest);
  for (rest = text; (found = strstr (rest, define)); rest = found + 1) {
    const char *name = found + sizeof define - 1;
    fprintf (program, "#undef %.*s\n", (int)strcspn (name, " (\n"), name);
  }
}

static void compile_batch (char *const *paths, char *const *texts, size_t count, int architecture)
{
  char *text = NULL;
  size_t size;
  FILE *program = open_memstream (&text, &size);
  for (size_t i = 0; program && i < count; i++)
    add_text (program, texts[i], i);
  if (!program || fclose (program) != 0) {
    counts.failed++;
    return;
  }
  nd_verdict verdict = compile (text, architecture);
  if (verdict.is_good) {
    counts.compiled += (int)count;
    counts.spilling += verdict.spilling;
  } else
    for (size_t i = 0; i < count; i++)
      compile_text (paths[i], texts[i], architecture);
  free (verdict.log);
  free (text);
}

static int architectures[NVRTC_MOST], known;

/* For `each` architectures that lie apart; `turn` says which. */
static void compile_files (char *const *paths, size_t count, size_t turn, int each)
{
  char *texts[BATCH];
  size_t read = 0;
  for (; read < count && (texts[read] = read_file (paths[read])); read++)
    counts.texts++;
  counts.failed += read < count;
  for (int i = 0; i < each; i++) {
    int architecture = architectures[(turn + (size_t)(i * known / each)) % (size_t)known];
    if (i > 0)
      compile_batch (paths, texts, read, architecture);
    else
      for (size_t k = 0; k < read; k++)
        compile_text (paths[k], texts[k], architecture);
  }
  while (read > 0)
    free (texts[--read]);
}

int main (int count, char **arguments)
{
  unsigned long numbers[5]; /* MOST and so on */
  char pattern[1024];
  glob_t found;
  if (count != 7)
    return 2;
  for (int i = 0; i < 5; i++)
    numbers[i] = strtoul (arguments[2 + i], NULL, 10);
  known = nvrtc_find () ? nvrtc_architectures (architectures) : 0;
  if (known == 0)
    return NO_NVRTC;
  snprintf (pattern, sizeof pattern, "%s/*.cu", arguments[1]);
  if (glob (pattern, 0, NULL, &found) != 0)
    found.gl_pathc = 0;
  size_t most = numbers[0] ? numbers[0] : found.gl_pathc + 1;
  size_t step = (found.gl_pathc + most - 1) / most, chosen = 0;
  for (size_t i = 0; i < found.gl_pathc; i += step, chosen++) {
    char *path = found.gl_pathv[i];
    found.gl_pathv[i] = found.gl_pathv[chosen];
    found.gl_pathv[chosen] = path;
  }
  const time_t end = time (NULL) + (time_t)numbers[2];
  const int each = numbers[1] ? (int)numbers[1] : known;
  for (size_t i = numbers[3] * BATCH; i < chosen; i += numbers[4] * BATCH) {
    size_t several = chosen - i < BATCH ? chosen - i : BATCH;
    if (time (NULL) < end)
      compile_files (found.gl_pathv + i, several, i / BATCH, each);
    else
      counts.left += (int)several * each;
  }
  globfree (&found);
  printf ("texts %d, compiled %d, failed %d, spilling %d, left %d\n", counts.texts, counts.compiled,
          counts.failed, counts.spilling, counts.left);
  return counts.failed > 0;
}
