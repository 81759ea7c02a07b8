/* Measures what memory allows, which is the limit of work that does little with much: prints the
   GB/s of reading one array, of copying it, and of adding two into a third, of 10^7 doubles each.
   Results leave past the caches where the processor can do that: nobody writes faster.

   Purpose    A figure to name where another cannot be reached.
   Ownership  One process, which ends.
   Threads    As many as OMP_NUM_THREADS says.
   Failures   Exit status 1 without memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <omp.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { COUNT = 10000000, ROUNDS = 15 };

static double read_all (const double *a)
{
  double sum = 0;
#pragma omp parallel for simd reduction(+ : sum) schedule(static)
  for (long i = 0; i < COUNT; i++)
    sum += a[i];
  return sum;
}

typedef double __attribute__ ((vector_size (16))) two_doubles;

static void put (two_doubles *to, two_doubles x)
{
#ifdef __SSE2__
  _mm_stream_pd ((double *)to, x);
#else
  *to = x;
#endif
}

static void copy (double *c, const double *a)
{
  two_doubles *to = (two_doubles *)c;
  const two_doubles *from = (const two_doubles *)a;
#pragma omp parallel for schedule(static)
  for (long i = 0; i < COUNT / 2; i++)
    put (to + i, from[i]);
}

static void add (double *c, const double *a, const double *b)
{
  two_doubles *to = (two_doubles *)c;
  const two_doubles *x = (const two_doubles *)a, *y = (const two_doubles *)b;
#pragma omp parallel for schedule(static)
  for (long i = 0; i < COUNT / 2; i++)
    put (to + i, x[i] + y[i]);
}

static int by_value (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* GB/s of the median round, in which `arrays` arrays passed. */
static double speed (double *seconds, int arrays)
{
  qsort (seconds, ROUNDS, sizeof *seconds, by_value);
  return arrays * (double)COUNT * sizeof (double) / 1e9 / seconds[ROUNDS / 2];
}

int main (void)
{
  double *a = malloc (3 * sizeof *a * COUNT), check = 0;
  double reading[ROUNDS], copying[ROUNDS], adding[ROUNDS];
  if (!a)
    return 1;
  double *b = a + COUNT, *c = b + COUNT;
  memset (a, 1, 3 * sizeof *a * COUNT); /* not 0: nobody gives memory to pages of zeros */
  for (int round = 0; round < ROUNDS; round++) {
    double start = omp_get_wtime ();
    check += read_all (a);
    double read = omp_get_wtime ();
    copy (c, a);
    double copied = omp_get_wtime ();
    add (c, a, b);
    reading[round] = read - start;
    copying[round] = copied - read;
    adding[round] = omp_get_wtime () - copied;
  }
  printf ("%g %g %g\n", speed (reading, 1) + check, speed (copying, 2), speed (adding, 3));
  return 0;
}
