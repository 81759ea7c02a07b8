/* Accumulating: values join the elements at listed positions.  Several values may join one element,
   and sums depend on their order, so one thread does it all, a piece at a time. */
#include "base/threads.h"
#include "device/cpu/routines.h"

typedef struct {
  const int64_t *positions;
  const void *values;
  int64_t step; /* 0 where one value joins all elements */
  void *to;
} accumulation;

typedef void accumulate_function (const accumulation *a, int64_t start, int64_t count);

#define DEFINE_JOIN(name, type, join)                                                              \
  static void name (const accumulation *a, int64_t start, int64_t count)                           \
  {                                                                                                \
    const type *values = a->values;                                                                \
    for (int64_t k = start; k < start + count; k++) {                                              \
      type *to = (type *)a->to + a->positions[k];                                                  \
      const type value = values[k * a->step];                                                      \
      join;                                                                                        \
    }                                                                                              \
  }

#define DEFINE_SUM(name, type) DEFINE_JOIN (name, type, *to += value)
#define DEFINE_COMPLEX_SUM(name, type)                                                             \
  DEFINE_JOIN (name, type, to->re += value.re; to->im += value.im)

/* A value that is NaN compares false; an element that is NaN gives way. */
#define DEFINE_EXTREMES(suffix, type)                                                              \
  DEFINE_JOIN (least_of_##suffix, type, if (value < *to || *to != *to) *to = value)                \
  DEFINE_JOIN (greatest_of_##suffix, type, if (value > *to || *to != *to) *to = value)

DEFINE_SUM (add_single, float)
DEFINE_SUM (add_double, double)
DEFINE_COMPLEX_SUM (add_complex_single, nd_complex_single)
DEFINE_COMPLEX_SUM (add_complex_double, nd_complex_double)
DEFINE_EXTREMES (logical, bool)
DEFINE_EXTREMES (int8, int8_t)
DEFINE_EXTREMES (int16, int16_t)
DEFINE_EXTREMES (int32, int32_t)
DEFINE_EXTREMES (int64, int64_t)
DEFINE_EXTREMES (uint8, uint8_t)
DEFINE_EXTREMES (uint16, uint16_t)
DEFINE_EXTREMES (uint32, uint32_t)
DEFINE_EXTREMES (uint64, uint64_t)
DEFINE_EXTREMES (single, float)
DEFINE_EXTREMES (double, double)

enum { JOINS = 3 };

static accumulate_function *const functions[ND_DTYPE_COUNT][JOINS] = {
#define EXTREMES(suffix) least_of_##suffix, greatest_of_##suffix
    [ND_LOGICAL] = {NULL, EXTREMES (logical)},
    [ND_INT8] = {NULL, EXTREMES (int8)},
    [ND_INT16] = {NULL, EXTREMES (int16)},
    [ND_INT32] = {NULL, EXTREMES (int32)},
    [ND_INT64] = {NULL, EXTREMES (int64)},
    [ND_UINT8] = {NULL, EXTREMES (uint8)},
    [ND_UINT16] = {NULL, EXTREMES (uint16)},
    [ND_UINT32] = {NULL, EXTREMES (uint32)},
    [ND_UINT64] = {NULL, EXTREMES (uint64)},
    [ND_SINGLE] = {add_single, EXTREMES (single)},
    [ND_DOUBLE] = {add_double, EXTREMES (double)},
    [ND_COMPLEX_SINGLE] = {add_complex_single, NULL, NULL},
    [ND_COMPLEX_DOUBLE] = {add_complex_double, NULL, NULL},
#undef EXTREMES
};

nd_status nd_cpu_accumulate (nd_routine *routine, nd_error *error)
{
  const accumulation a = {.positions = routine->input[0],
                          .values = routine->input[1],
                          .step = routine->number[2] == 1 ? 0 : 1,
                          .to = routine->output[0]};
  accumulate_function *function = functions[routine->dtype][routine->number[3]];
  const int64_t n = routine->number[0];
  for (int64_t i = 0; i < nd_cpu_piece_count (n); i++) {
    if (nd_should_stop ())
      return nd_fail (error, ND_INTERRUPTED, "interrupted");
    function (&a, i * ND_CPU_PIECE, nd_cpu_piece_length (n, i));
  }
  return ND_OK;
}
