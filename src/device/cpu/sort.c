/* Sorting columns.  Elements become keys that compare as unsigned numbers.  A long column is cut
   into buckets between splitters that a sample suggests, each small enough for the caches; buckets,
   and short columns, are sorted by their digits. */
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/routines.h"
#include "device/cpu/walk.h"
#include <stdatomic.h>
#include <string.h>

enum {
  DIGIT_BITS = 11,
  BUCKETS = 256,
  SAMPLES_PER_BUCKET = 16,
  LONG_COLUMN = 1 << 16, /* from here on in buckets */
  BLOCK = 1 << 10        /* elements whose keys are made at a time */
};

typedef struct {
  uint64_t key, index;
} pair;

#define RECORD uint64_t
#define KEY(record) (record)
#define SORT_NAME(name) name##_of_words
#include "device/cpu/sort_records.h"

#define RECORD pair
#define KEY(record) ((record).key)
#define SORT_NAME(name) name##_of_pairs
#include "device/cpu/sort_records.h"

/* What is sorted for each element. */
typedef enum {
  RECORD_KEY,    /* its key alone */
  RECORD_PACKED, /* a key of at most 32 bits, and the element's place below it */
  RECORD_PAIR
} record_kind;

typedef struct {
  const nd_routine *routine;
  const nd_sort_kernels *kernels;
  record_kind kind;
  size_t size; /* of an element */
  uint64_t flip;
  int64_t n, columns;
  uint64_t ambiguous[2]; /* keys of several elements: of zeros and of NaN, where there are any */
  bool has_ambiguous;
  nd_buffer *memory, *bucket_memory;
  char *records, *scratch; /* for all columns */
  atomic_bool loses;

  /* One long column. */
  int64_t column;
  uint64_t tree[BUCKETS];
  uint8_t *buckets;           /* of each element */
  int64_t (*places)[BUCKETS]; /* for each piece: how many go into each bucket; then, where to */
  int64_t bounds[BUCKETS + 1];
} job;

static const char *column_of (const job *j, int64_t column)
{
  return (const char *)j->routine->input[0] + (size_t)(column * j->n) * j->size;
}

static size_t record_size (const job *j)
{
  return j->kind == RECORD_PAIR ? sizeof (pair) : sizeof (uint64_t);
}

/* ---- elements to records and back ---------------------------------------------------------- */

/* The keys by which `count` records, from element `start` of a column on, are sorted. */
static void load_keys (const job *j, int64_t column, int64_t start, int64_t count, uint64_t *keys)
{
  j->kernels->load (column_of (j, column) + (size_t)start * j->size, (size_t)count, j->flip, keys);
  if (j->kind == RECORD_PACKED)
    for (int64_t i = 0; i < count; i++)
      keys[i] = keys[i] << 32 | (uint64_t)(start + i);
}

static int64_t block_length (int64_t left)
{
  return left < BLOCK ? left : BLOCK;
}

static void load_column (const job *j, int64_t column, char *records)
{
  uint64_t keys[BLOCK];
  for (int64_t start = 0; start < j->n; start += BLOCK) {
    int64_t count = block_length (j->n - start);
    if (j->kind != RECORD_PAIR)
      load_keys (j, column, start, count, (uint64_t *)records + start);
    else {
      load_keys (j, column, start, count, keys);
      for (int64_t i = 0; i < count; i++)
        ((pair *)records)[start + i] = (pair){keys[i], (uint64_t)(start + i)};
    }
  }
}

/* Splits sorted records into keys of elements and places in the column. */
static void split_records (const job *j, const char *records, int64_t count, uint64_t *keys,
                           uint64_t *index)
{
  const pair *pairs = (const pair *)records;
  const uint64_t *words = (const uint64_t *)records;
  for (int64_t i = 0; i < count; i++) {
    keys[i] = j->kind == RECORD_PAIR ? pairs[i].key : words[i] >> 32;
    index[i] = j->kind == RECORD_PAIR ? pairs[i].index : words[i] & UINT32_MAX;
  }
}

/* What the key does not tell is read where the element came from. */
static void restore_ambiguous (const job *j, int64_t column, const uint64_t *keys,
                               const uint64_t *index, int64_t count, char *values)
{
  const char *x = column_of (j, column);
  for (int64_t i = 0; i < count; i++)
    if (keys[i] == j->ambiguous[0] || keys[i] == j->ambiguous[1])
      memcpy (values + (size_t)i * j->size, x + index[i] * j->size, j->size);
}

static void store_order (const job *j, int64_t at, const uint64_t *index, int64_t count)
{
  if (j->routine->other == ND_DOUBLE)
    for (int64_t i = 0; i < count; i++)
      ((double *)j->routine->output[1])[at + i] = (double)(index[i] + 1);
  else
    for (int64_t i = 0; i < count; i++)
      ((int64_t *)j->routine->output[1])[at + i] = (int64_t)index[i];
}

/* Results of `count` sorted records, from place `start` of a column on. */
static void store_records (const job *j, int64_t column, int64_t start, int64_t count,
                           const char *records)
{
  uint64_t keys[BLOCK], index[BLOCK];
  char *values = j->routine->output[0];
  for (int64_t done = 0, n; done < count; done += n) {
    int64_t at = column * j->n + start + done;
    const char *from = records + (size_t)done * record_size (j);
    char *to = values ? values + (size_t)at * j->size : NULL;
    n = block_length (count - done);
    if (j->kind == RECORD_KEY) {
      j->kernels->store ((const uint64_t *)from, (size_t)n, j->flip, to);
      continue;
    }
    split_records (j, from, n, keys, index);
    if (values)
      j->kernels->store (keys, (size_t)n, j->flip, to);
    if (values && j->has_ambiguous)
      restore_ambiguous (j, column, keys, index, n, to);
    if (j->routine->output[1])
      store_order (j, at, index, n);
  }
}

static void sort_records (const job *j, char *records, char *scratch, int64_t count)
{
  if (j->kind == RECORD_PAIR)
    sort_records_of_pairs ((pair *)records, (pair *)scratch, count);
  else
    sort_records_of_words ((uint64_t *)records, (uint64_t *)scratch, count);
}

/* ---- short columns ------------------------------------------------------------------------- */

static int64_t columns_per_piece (const job *j)
{
  return j->n < ND_CPU_PIECE ? ND_CPU_PIECE / j->n : 1;
}

static void sort_columns (int64_t i, void *context)
{
  job *j = context;
  int64_t first = i * columns_per_piece (j), end = first + columns_per_piece (j);
  for (int64_t column = first; column < end && column < j->columns; column++) {
    size_t at = (size_t)(column * j->n) * record_size (j);
    load_column (j, column, j->records + at);
    sort_records (j, j->records + at, j->scratch + at, j->n);
    store_records (j, column, 0, j->n, j->records + at);
  }
}

/* ---- a long column ------------------------------------------------------------------------- */

/* A search tree of splitters (see classify in kernels/sort.c) from a sample. */
static void find_splitters (job *j)
{
  enum { SAMPLES = BUCKETS * SAMPLES_PER_BUCKET };
  uint64_t sample[SAMPLES], scratch[SAMPLES];
  uint64_t stretch = (uint64_t)j->n / SAMPLES, chance = 1;
  for (uint64_t i = 0; i < SAMPLES; i++) {
    chance = chance * 6364136223846793005U + 1442695040888963407U; /* Knuth's */
    load_keys (j, j->column, (int64_t)(i * stretch + (chance >> 33) % stretch), 1, &sample[i]);
  }
  sort_records_of_words (sample, scratch, SAMPLES);
  for (int level = 0; level < 8; level++)
    for (int k = 0; k < 1 << level; k++) {
      size_t splitter = (2 * (size_t)k + 1) << (7 - level);
      j->tree[(1 << level) + k] = sample[splitter * SAMPLES_PER_BUCKET];
    }
}

static void count_buckets (int64_t i, void *context)
{
  job *j = context;
  uint64_t keys[BLOCK];
  int64_t *places = j->places[i];
  int64_t start = i * ND_CPU_PIECE, end = start + nd_cpu_piece_length (j->n, i);
  memset (places, 0, sizeof j->places[i]);
  for (int64_t count; start < end; start += count) {
    uint8_t *buckets = j->buckets + start;
    count = block_length (end - start);
    load_keys (j, j->column, start, count, keys);
    j->kernels->classify (j->tree, keys, (size_t)count, buckets);
    for (int64_t k = 0; k < count; k++)
      places[buckets[k]]++;
  }
}

/* From how many of each piece go into each bucket to where the first of them goes. */
static void find_places (job *j)
{
  int64_t place = 0, pieces = nd_cpu_piece_count (j->n);
  for (int b = 0; b < BUCKETS; b++) {
    j->bounds[b] = place;
    for (int64_t i = 0; i < pieces; i++) {
      int64_t count = j->places[i][b];
      j->places[i][b] = place;
      place += count;
    }
  }
  j->bounds[BUCKETS] = place;
}

static void fill_buckets (int64_t i, void *context)
{
  job *j = context;
  uint64_t keys[BLOCK];
  int64_t *places = j->places[i];
  int64_t start = i * ND_CPU_PIECE, end = start + nd_cpu_piece_length (j->n, i);
  for (int64_t count; start < end; start += count) {
    const uint8_t *buckets = j->buckets + start;
    count = block_length (end - start);
    load_keys (j, j->column, start, count, keys);
    if (j->kind == RECORD_PAIR)
      for (int64_t k = 0; k < count; k++)
        ((pair *)j->records)[places[buckets[k]]++] = (pair){keys[k], (uint64_t)(start + k)};
    else
      for (int64_t k = 0; k < count; k++)
        ((uint64_t *)j->records)[places[buckets[k]]++] = keys[k];
  }
}

static void sort_bucket (int64_t b, void *context)
{
  job *j = context;
  int64_t start = j->bounds[b], count = j->bounds[b + 1] - start;
  size_t at = (size_t)start * record_size (j);
  sort_records (j, j->records + at, j->scratch + at, count);
  store_records (j, j->column, start, count, j->records + at);
}

static nd_status sort_long_column (job *j, nd_error *error)
{
  int64_t pieces = nd_cpu_piece_count (j->n);
  find_splitters (j);
  ND_RETURN_NOT_OK (nd_cpu_pieces (pieces, count_buckets, j, error));
  find_places (j);
  ND_RETURN_NOT_OK (nd_cpu_pieces (pieces, fill_buckets, j, error));
  return nd_cpu_pieces (BUCKETS, sort_bucket, j, error);
}

static nd_status sort_long_columns (job *j, nd_error *error)
{
  size_t table = (size_t)nd_cpu_piece_count (j->n) * sizeof *j->places;
  ND_RETURN_NOT_OK (nd_cpu_scratch (table + (size_t)j->n, &j->bucket_memory, error));
  j->places = j->bucket_memory->data;
  j->buckets = (uint8_t *)j->bucket_memory->data + table;
  for (j->column = 0; j->column < j->columns; j->column++)
    ND_RETURN_NOT_OK (sort_long_column (j, error));
  return ND_OK;
}

/* ---- the routine --------------------------------------------------------------------------- */

static void look_for_losses (int64_t i, void *context)
{
  job *j = context;
  const char *x = (const char *)j->routine->input[0] + (size_t)(i * ND_CPU_PIECE) * j->size;
  if (j->kernels->loses (x, (size_t)nd_cpu_piece_length (j->n * j->columns, i)))
    atomic_store (&j->loses, true);
}

/* Keys alone will do when nobody asks for places and they tell elements apart. */
static nd_status choose_records (job *j, nd_error *error)
{
  if (!j->routine->output[1]) {
    int64_t pieces = nd_cpu_piece_count (j->n * j->columns);
    ND_RETURN_NOT_OK (nd_cpu_pieces (pieces, look_for_losses, j, error));
  }
  bool is_narrow = j->size <= sizeof (uint32_t) && j->n <= (int64_t)UINT32_MAX;
  j->kind = !j->routine->output[1] && !j->loses ? RECORD_KEY
            : is_narrow                         ? RECORD_PACKED
                                                : RECORD_PAIR;
  return ND_OK;
}

static void find_ambiguous (job *j)
{
  const double doubles[] = {0.0, __builtin_nan ("")};
  const float singles[] = {0.0F, __builtin_nanf ("")};
  j->has_ambiguous = nd_dtype_kind (j->routine->dtype) == ND_KIND_FLOAT;
  if (j->has_ambiguous)
    j->kernels->load (j->size == sizeof (double) ? (const void *)doubles : singles, 2, j->flip,
                      j->ambiguous);
}

static nd_status prepare (job *j, nd_error *error)
{
  ND_RETURN_NOT_OK (choose_records (j, error));
  find_ambiguous (j);
  size_t nbytes = (size_t)(j->n * j->columns) * record_size (j);
  ND_RETURN_NOT_OK (nd_cpu_scratch (2 * nbytes, &j->memory, error));
  j->records = j->memory->data;
  j->scratch = j->records + nbytes;
  return ND_OK;
}

nd_status nd_cpu_sort (nd_routine *routine, nd_error *error)
{
  if (nd_dtype_is_complex (routine->dtype))
    return nd_cpu_sort_complex (routine, error);
  job j = {.routine = routine,
           .kernels = nd_cpu_kernels ()->sort (routine->dtype),
           .size = nd_dtype_size (routine->dtype),
           .n = routine->number[0],
           .columns = routine->number[1]};
  if (routine->number[2])
    j.flip = UINT64_MAX >> (64 - 8 * j.size);
  nd_status status = prepare (&j, error);
  if (status == ND_OK && j.n >= LONG_COLUMN)
    status = sort_long_columns (&j, error);
  else if (status == ND_OK) {
    int64_t per_piece = columns_per_piece (&j);
    status = nd_cpu_pieces ((j.columns + per_piece - 1) / per_piece, sort_columns, &j, error);
  }
  nd_cpu_scratch_free (j.memory);
  nd_cpu_scratch_free (j.bucket_memory);
  return status;
}
