/* Ramps and random numbers: see kernels/ramp.cu and kernels/random.cu. */
#include "device/cuda/routines_internal.h"
#include <stdio.h>
#include <string.h>

static const char ramp_text[] =
#include "device/cuda/kernels/ramp.cu.h"
    ;
static const char random_text[] =
#include "device/cuda/kernels/random.cu.h"
    ;

static const char operation[] = "making an array";

/* ---- ramps ------------------------------------------------------------------------------- */

/* nd_ramp of ramp.cu */
typedef struct {
  void *to;
  long long count;
  double first[2], step[2], middle[2], last[2];
  uint64_t integer_first, integer_step;
  long long from_first;
  int has_middle;
} ramp_parameters;

void nd_cuda_write_ramp (nd_text *text, const void *context)
{
  static const struct {
    const char *type;
    int components; /* 0: an integer */
  } classes[ND_DTYPE_COUNT] = {
      [ND_INT8] = {"unsigned char", 0},
      [ND_UINT8] = {"unsigned char", 0},
      [ND_INT16] = {"unsigned short", 0},
      [ND_UINT16] = {"unsigned short", 0},
      [ND_INT32] = {"unsigned int", 0},
      [ND_UINT32] = {"unsigned int", 0},
      [ND_INT64] = {"unsigned long long", 0},
      [ND_UINT64] = {"unsigned long long", 0},
      [ND_SINGLE] = {"float", 1},
      [ND_DOUBLE] = {"double", 1},
      [ND_COMPLEX_SINGLE] = {"float", 2},
      [ND_COMPLEX_DOUBLE] = {"double", 2},
  };
  const nd_generator *g = context;
  nd_text_add (text, "typedef %s nd_element;\n#define ND_COMPONENTS %d\n", classes[g->dtype].type,
               classes[g->dtype].components);
  nd_text_add_string (text, ramp_text);
}

static nd_status make_ramp (nd_cuda *cuda, const nd_generator *g, void *to, nd_error *error)
{
  const nd_ramp *ramp = &g->ramp;
  const nd_cuda_kernel *kernel;
  ramp_parameters p = {.to = to,
                       .count = g->count,
                       .integer_first = ramp->integer_first,
                       .integer_step = ramp->integer_step,
                       .from_first = ramp->from_first,
                       .has_middle = ramp->has_middle};
  char key[64];
  memcpy (p.first, ramp->first, sizeof p.first);
  memcpy (p.step, ramp->step, sizeof p.step);
  memcpy (p.middle, ramp->middle, sizeof p.middle);
  memcpy (p.last, ramp->last, sizeof p.last);
  snprintf (key, sizeof key, "ramp %s%s", nd_dtype_is_complex (g->dtype) ? "complex " : "",
            nd_dtype_class (g->dtype));
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, key, nd_cuda_write_ramp, g, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, NULL, nd_cuda_resident_blocks (cuda, g->count), &p,
                                operation, error);
}

/* ---- random numbers ---------------------------------------------------------------------- */

/* nd_random of random.cu */
typedef struct {
  void *to;
  long long count;
  uint64_t key, position, range;
  long long low;
  int is_aligned;
} random_parameters;

static const char *maker (const nd_generator *g)
{
  static const char *const makers[][2] = {
      [ND_GENERATE_UNIFORM] = {"nd_uniform_double", "nd_uniform_single"},
      [ND_GENERATE_NORMAL] = {"nd_normal_double", "nd_normal_single"},
      [ND_GENERATE_WHOLE] = {"nd_whole", NULL},
  };
  return makers[g->kind][g->dtype == ND_SINGLE];
}

void nd_cuda_write_random (nd_text *text, const void *context)
{
  const nd_generator *g = context;
  nd_text_add (text, "typedef %s nd_real;\nenum { ND_PER_BLOCK = %d };\n#define ND_MAKE %s\n",
               g->dtype == ND_SINGLE ? "float" : "double", (int)nd_generator_elements_per_block (g),
               maker (g));
  nd_text_add_string (text, random_text);
}

static nd_status make_random (nd_cuda *cuda, const nd_generator *g, void *to, nd_error *error)
{
  const nd_cuda_kernel *kernel;
  random_parameters p = {.to = to,
                         .count = g->count,
                         .key = g->random.key,
                         .position = g->random.position,
                         .range = g->random.range,
                         .low = g->random.low,
                         .is_aligned = nd_cuda_is_aligned (to)};
  int64_t blocks = nd_pieces (g->count, nd_generator_elements_per_block (g));
  ND_RETURN_NOT_OK (nd_cuda_kernel_find (cuda, maker (g), nd_cuda_write_random, g, &kernel, error));
  return nd_cuda_launch_blocks (cuda, kernel, NULL, nd_cuda_resident_blocks (cuda, blocks), &p,
                                operation, error);
}

nd_status nd_cuda_generate (nd_cuda *cuda, const nd_generator *generator, void *to, nd_error *error)
{
  return generator->kind == ND_GENERATE_RAMP ? make_ramp (cuda, generator, to, error)
                                             : make_random (cuda, generator, to, error);
}
