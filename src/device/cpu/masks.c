/* Routines on masks: counting, finding, and moving elements from and to where a mask is true.  The
   true values of each piece are counted first; then every piece knows where its own begin. */
#include "device/cpu/routines.h"
#include "device/cpu/walk.h"
#include <string.h>

/* ---- counting ------------------------------------------------------------------------------ */

typedef struct {
  const bool *mask;
  int64_t n, count; /* elements; true ones */
  int64_t *first;   /* of each piece: how many are true before it */
  nd_buffer *scratch;
} marks;

static void count_piece (int64_t i, void *context)
{
  marks *m = context;
  const uint8_t *mask = (const uint8_t *)m->mask + i * ND_CPU_PIECE;
  int64_t n = nd_cpu_piece_length (m->n, i);
  uint32_t count = 0;
  for (int64_t k = 0; k < n; k++)
    count += mask[k];
  m->first[i] = count;
}

/* Counts the marks; m->scratch is to be freed by the caller. */
static nd_status make_marks (marks *m, const nd_routine *routine, nd_error *error)
{
  m->mask = routine->input[0];
  m->n = routine->number[0];
  int64_t pieces = nd_cpu_piece_count (m->n);
  ND_RETURN_NOT_OK (nd_cpu_scratch ((size_t)pieces * sizeof *m->first, &m->scratch, error));
  m->first = m->scratch->data;
  nd_status status = nd_cpu_pieces (pieces, count_piece, m, error);
  m->count = 0;
  for (int64_t i = 0; i < pieces && status == ND_OK; i++) {
    int64_t here = m->first[i];
    m->first[i] = m->count;
    m->count += here;
  }
  return status;
}

nd_status nd_cpu_count (nd_routine *routine, nd_error *error)
{
  marks m = {.scratch = NULL};
  nd_status status = make_marks (&m, routine, error);
  routine->number[1] = m.count;
  nd_cpu_scratch_free (m.scratch);
  return status;
}

/* ---- moving -------------------------------------------------------------------------------- */

/* A piece of a routine: from the piece's first mark on, until `count` were found. */
typedef void move_function (const bool *mask, int64_t start, int64_t count, const void *from,
                            void *to, int64_t first);

typedef struct {
  marks marks;
  move_function *move;
  const void *from;
  void *to;
} movement;

static void move_piece (int64_t i, void *context)
{
  movement *m = context;
  int64_t first = m->marks.first[i];
  int64_t next = (i + 1) * ND_CPU_PIECE < m->marks.n ? m->marks.first[i + 1] : m->marks.count;
  m->move (m->marks.mask, i * ND_CPU_PIECE, next - first, m->from, m->to, first);
}

/* Eight truth values at once: are none of them true? */
static inline bool is_desert (const bool *mask)
{
  uint64_t eight;
  memcpy (&eight, mask, sizeof eight);
  return eight == 0;
}

/* `action` for each of `count` marks.  It is done for elements that are not marked, too, and undone
   by the next one: without a branch that nobody can predict. */
#define FOR_EACH_MARK(action)                                                                      \
  for (int64_t i = start, k = first, end = first + count; k < end;) {                              \
    if (end - k >= 8 && is_desert (mask + i)) {                                                    \
      i += 8;                                                                                      \
      continue;                                                                                    \
    }                                                                                              \
    action;                                                                                        \
    k += mask[i++];                                                                                \
  }

static void find_as_int64 (const bool *mask, int64_t start, int64_t count, const void *from,
                           void *to, int64_t first)
{
  int64_t *positions = to;
  (void)from;
  FOR_EACH_MARK (positions[k] = i)
}

static void find_as_double (const bool *mask, int64_t start, int64_t count, const void *from,
                            void *to, int64_t first)
{
  double *positions = to;
  (void)from;
  FOR_EACH_MARK (positions[k] = (double)(i + 1))
}

/* Positions in a matrix as rows, which take their place, and columns. */
typedef struct {
  const double *positions;
  double *rows, *columns;
  int64_t count, height;
} subscripts;

static void split_piece (int64_t i, void *context)
{
  subscripts *s = context;
  int64_t start = i * ND_CPU_PIECE, end = start + nd_cpu_piece_length (s->count, i);
  for (int64_t k = start; k < end; k++) {
    int64_t position = (int64_t)s->positions[k] - 1, column = position / s->height;
    s->rows[k] = (double)(position % s->height + 1);
    s->columns[k] = (double)(column + 1);
  }
}

#define DEFINE_SELECT(size)                                                                        \
  static void select_##size (const bool *mask, int64_t start, int64_t count, const void *from,     \
                             void *to, int64_t first)                                              \
  {                                                                                                \
    const nd_bytes_##size *x = from;                                                               \
    nd_bytes_##size *r = to;                                                                       \
    FOR_EACH_MARK (r[k] = x[i])                                                                    \
  }
DEFINE_SELECT (1)
DEFINE_SELECT (2)
DEFINE_SELECT (4)
DEFINE_SELECT (8)
DEFINE_SELECT (16)

static nd_status run_movement (const nd_routine *routine, move_function *move, const void *from,
                               nd_error *error)
{
  movement m = {.move = move, .from = from, .to = routine->output[0]};
  nd_status status = make_marks (&m.marks, routine, error);
  if (status == ND_OK)
    status = nd_cpu_pieces (nd_cpu_piece_count (m.marks.n), move_piece, &m, error);
  nd_cpu_scratch_free (m.marks.scratch);
  return status;
}

nd_status nd_cpu_find (nd_routine *routine, nd_error *error)
{
  move_function *find = routine->other == ND_DOUBLE ? find_as_double : find_as_int64;
  nd_status status = run_movement (routine, find, NULL, error);
  if (status != ND_OK || routine->number[2] == 0)
    return status;
  double *rows = routine->output[0], *columns = routine->output[1];
  subscripts s = {rows, rows, columns, routine->number[1], routine->number[2]};
  return nd_cpu_pieces (nd_cpu_piece_count (s.count), split_piece, &s, error);
}

/* Rows by the logarithm of the element's size. */
static move_function *const selects[] = {select_1, select_2, select_4, select_8, select_16};

nd_status nd_cpu_select (nd_routine *routine, nd_error *error)
{
  int row = __builtin_ctz ((unsigned)nd_dtype_size (routine->dtype));
  return run_movement (routine, selects[row], routine->input[1], error);
}
