/* Arrays that are filled, and ramps. */
#define _DEFAULT_SOURCE
#include "program/creation.h"
#include "array/index.h"
#include "base/numbers.h"
#include "program/builder.h"
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static nd_status new_array (const nd_blueprint *wanted, nd_array **out, nd_error *error)
{
  return nd_array_new (wanted->device, wanted->dtype, wanted->ndims, wanted->dims, out, error);
}

nd_status nd_make_full (const nd_blueprint *wanted, const nd_operand *value, nd_array **out,
                        nd_error *error)
{
  nd_array *a;
  ND_RETURN_NOT_OK (new_array (wanted, &a, error));
  return nd_array_deliver (nd_fill (a, value, error), a, out);
}

/* The diagonal is every (rows + 1)th element. */
static nd_status fill_diagonal (nd_array *a, nd_error *error)
{
  const int64_t rows = a->dims[0], columns = a->dims[1], count = rows < columns ? rows : columns;
  if (count == 0)
    return ND_OK;
  const nd_selector diagonal = {.kind = ND_SELECT_RANGE,
                                .step = rows + 1,
                                .count = count,
                                .extent = (count - 1) * (rows + 1) + 1,
                                .dims = (const int64_t[]){count, 1},
                                .ndims = 2};
  const nd_operand one = nd_operand_number (1);
  nd_array *view;
  ND_RETURN_NOT_OK (nd_array_view (a, 1, &diagonal, &view, error));
  nd_status status = nd_fill (view, &one, error);
  nd_array_free (view);
  return status;
}

nd_status nd_make_eye (const nd_blueprint *wanted, nd_array **out, nd_error *error)
{
  const nd_operand zero = nd_operand_number (0);
  nd_array *a;
  ND_RETURN_NOT_OK (nd_make_full (wanted, &zero, &a, error));
  return nd_array_deliver (fill_diagonal (a, error), a, out);
}

/* ---- ramps --------------------------------------------------------------------------------- */

nd_ramp nd_ramp_linspace (nd_complex_double first, nd_complex_double last, int64_t n,
                          bool is_symmetric)
{
  const double steps = (double)(n - 1);
  const bool is_around_zero = first.re == -last.re && first.im == -last.im; /* Inf - Inf is NaN */
  const nd_ramp ramp = {
      .first = {first.re, first.im},
      .step = {(last.re - first.re) / steps, (last.im - first.im) / steps},
      .middle = {is_around_zero ? 0 : (first.re + last.re) / 2,
                 is_around_zero ? 0 : (first.im + last.im) / 2},
      .last = {last.re, last.im},
      .has_middle = is_symmetric && n % 2 == 1,
      .from_first = is_symmetric ? n / 2 : n,
  };
  return ramp;
}

nd_ramp nd_ramp_range (double first, double step, double last, int64_t n)
{
  const nd_ramp ramp = {.first = {first, 0}, .step = {step, 0}, .last = {last, 0}, .from_first = n};
  return ramp;
}

nd_ramp nd_ramp_integers (uint64_t first, uint64_t step)
{
  const nd_ramp ramp = {.integer_first = first, .integer_step = step};
  return ramp;
}

nd_status nd_make_ramps (const nd_blueprint *wanted, const nd_ramp *ramps, nd_array **out,
                         nd_error *error)
{
  nd_array *a;
  nd_status status = ND_OK;
  ND_RETURN_NOT_OK (new_array (wanted, &a, error));
  const int64_t bytes = wanted->dims[0] * (int64_t)nd_dtype_size (wanted->dtype);
  for (int64_t j = 0; status == ND_OK && j < wanted->dims[1]; j++) {
    const nd_generator generator = {.kind = ND_GENERATE_RAMP,
                                    .dtype = wanted->dtype,
                                    .count = wanted->dims[0],
                                    .ramp = ramps[j]};
    status = nd_device_generate (wanted->device, &generator, nd_address (a) + j * bytes, error);
  }
  return nd_array_deliver (status, a, out);
}

/* ---- random numbers ------------------------------------------------------------------------ */

static nd_stream stream;
static bool stream_has_key;

void nd_stream_reset (void)
{
  nd_stream fresh = {0, 0};
  if (getentropy (&fresh.key, sizeof fresh.key) != 0)
    fresh.key = (uint64_t)time (NULL);
  nd_stream_set (fresh);
}

nd_stream nd_stream_get (void)
{
  if (!stream_has_key)
    nd_stream_reset ();
  return stream;
}

void nd_stream_set (nd_stream wanted)
{
  stream = wanted;
  stream_has_key = true;
}

static nd_status make_random (const nd_blueprint *wanted, nd_generator_kind kind, int64_t low,
                              uint64_t range, nd_array **out, nd_error *error)
{
  nd_array *a;
  ND_RETURN_NOT_OK (new_array (wanted, &a, error));
  const nd_stream now = nd_stream_get ();
  const nd_generator generator = {.kind = kind,
                                  .dtype = wanted->dtype,
                                  .count = nd_array_numel (a),
                                  .random = {now.key, now.position, low, range}};
  nd_status status = nd_device_generate (wanted->device, &generator, nd_address (a), error);
  if (status == ND_OK) {
    const int64_t per_block = nd_generator_elements_per_block (&generator);
    stream.position += (uint64_t)nd_pieces (generator.count, per_block);
  }
  return nd_array_deliver (status, a, out);
}

nd_status nd_make_random (const nd_blueprint *wanted, nd_generator_kind kind, nd_array **out,
                          nd_error *error)
{
  return make_random (wanted, kind, 0, 0, out, error);
}

nd_status nd_make_whole (const nd_blueprint *wanted, int64_t low, int64_t high, nd_array **out,
                         nd_error *error)
{
  nd_blueprint doubles = *wanted;
  nd_array *a, *converted = NULL;
  doubles.dtype = ND_DOUBLE;
  ND_RETURN_NOT_OK (make_random (&doubles, ND_GENERATE_WHOLE, low,
                                 (uint64_t)high - (uint64_t)low + 1, &a, error));
  nd_status status = nd_cast (a, wanted->dtype, &converted, error);
  nd_array_free (a);
  return nd_array_deliver (status, converted, out);
}
