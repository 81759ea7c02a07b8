/* Measures what memory allows, which is the limit of work that does little with much: prints the
   GB/s of reading one array, and of adding two into a third, of 10^7 doubles each.

   Purpose    A figure to name where another cannot be reached.
   Ownership  One process, which ends.
   Threads    As many as OMP_NUM_THREADS says.
   Failures   Exit status 1 without memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <omp.h>

enum { COUNT = 10000000, ROUNDS = 15 };

static double read_all (const double *a)
{
  double sum = 0;
#pragma omp parallel for simd reduction(+ : sum) schedule(static)
  for (long i = 0; i < COUNT; i++)
    sum += a[i];
  return sum;
}

static void add (double *restrict c, const double *a, const double *b)
{
#pragma omp parallel for simd schedule(static)
  for (long i = 0; i < COUNT; i++)
    c[i] = a[i] + b[i];
}

static int by_value (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main (void)
{
  double *a = malloc (3 * COUNT * sizeof *a), reading[ROUNDS], adding[ROUNDS], check = 0;
  if (!a)
    return 1;
  double *b = a + COUNT, *c = b + COUNT;
  memset (a, 0, 3 * COUNT * sizeof *a);
  for (int round = 0; round < ROUNDS; round++) {
    double start = omp_get_wtime ();
    check += read_all (a);
    reading[round] = omp_get_wtime () - start;
    start = omp_get_wtime ();
    add (c, a, b);
    adding[round] = omp_get_wtime () - start;
  }
  qsort (reading, ROUNDS, sizeof (double), by_value);
  qsort (adding, ROUNDS, sizeof (double), by_value);
  double gigabytes = COUNT * sizeof (double) / 1e9;
  printf ("%g %g\n", gigabytes / reading[ROUNDS / 2] + check, 3 * gigabytes / adding[ROUNDS / 2]);
  return 0;
}
