/* Programs on a CUDA device compute what they compute on the CPU, however operands lie.  Needs a
   device: a GPU, or the stand-in by ND_CUDA_LIBRARY and ND_NVRTC_LIBRARY. */
#include "device/cuda/kernels.h"
#include "device/cuda/layout.h"
#include "random_scene.h"
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 150 };

static nd_device *device;

static int find_device (void **state)
{
  nd_error error;
  (void)state;
  if (nd_device_find ("cuda:0", &device, &error) != ND_OK)
    device = NULL;
  return 0;
}

#define NEED_DEVICE                                                                                \
  do {                                                                                             \
    (void)state;                                                                                   \
    if (!device)                                                                                   \
      skip ();                                                                                     \
  } while (0)

#define MUST(expression)                                                                           \
  do {                                                                                             \
    nd_error must_error;                                                                           \
    if ((expression) != ND_OK)                                                                     \
      fail_msg ("%s", must_error.message);                                                         \
  } while (0)

/* ---- random programs --------------------------------------------------------------------- */

/* A copy on the device, which lives until the scene ends. */
static nd_buffer *kept[16];
static int kept_count;

static nd_buffer *copy_of (const void *data, size_t nbytes)
{
  nd_buffer *buffer;
  MUST (nd_buffer_new (device, nbytes ? nbytes : 1, &buffer, &must_error));
  MUST (nd_device_upload (buffer, 0, data, nbytes, &must_error));
  kept[kept_count++] = buffer;
  return buffer;
}

static void drop_copies (void)
{
  while (kept_count > 0)
    nd_buffer_release (kept[--kept_count]);
}

static void move_lists (nd_access *x, const nd_launch *launch)
{
  for (int d = 0; x->has_lists && d < launch->ndims; d++)
    if (x->lists[d])
      x->lists[d] = copy_of (x->lists[d], (size_t)launch->dims[d] * sizeof (int64_t))->data;
}

/* Runs the scene on the device; its outputs come back to s->outputs. */
static void run_on_device (random_scene *s)
{
  nd_launch launch = s->launch;
  nd_buffer *outputs[RANDOM_MOST_OUTPUTS];
  random_scene_prepare (s, &launch, s->outputs);
  for (int i = 0; i < s->program.outputs; i++) {
    outputs[i] = copy_of (s->outputs[i], s->nbytes);
    launch.output[i].data = outputs[i]->data;
    move_lists (&launch.output[i], &launch);
  }
  for (int i = 0; i < s->program.inputs; i++) {
    launch.input[i].data =
        i == 0 && s->in_place ? outputs[0]->data : copy_of (s->inputs[i], s->nbytes)->data;
    move_lists (&launch.input[i], &launch);
  }
  MUST (nd_device_run (device, &launch, &must_error));
  for (int i = 0; i < s->program.outputs; i++)
    MUST (nd_device_download (s->outputs[i], outputs[i], 0, s->nbytes, &must_error));
  drop_copies ();
}

static void run_on_cpu (random_scene *s)
{
  nd_launch launch = s->launch;
  random_scene_prepare (s, &launch, s->expected);
  assert_int_equal (nd_device_run (nd_device_cpu (), &launch, NULL), ND_OK);
}

static void compare (random_scene *s, uint64_t seed)
{
  char text[4096];
  for (int i = 0; i < s->program.outputs; i++)
    if (memcmp (s->outputs[i], s->expected[i], s->nbytes) != 0)
      fail_msg ("output %d of %lld elements differs in scene %d:\n%s", i, (long long)s->total,
                (int)seed, nd_program_text (&s->program, text, sizeof text));
}

static void compare_scenes (void (*make) (random_scene *, uint64_t), uint64_t first, uint64_t end)
{
  for (uint64_t seed = first; seed < end; seed++) {
    random_scene s;
    make (&s, seed);
    run_on_cpu (&s);
    run_on_device (&s);
    compare (&s, seed);
    random_scene_free (&s);
  }
}

static void random_programs (void **state)
{
  NEED_DEVICE;
  compare_scenes (random_scene_make, 0, ROUNDS);
}

static void random_folds (void **state)
{
  NEED_DEVICE;
  compare_scenes (random_scene_make_fold, 0, ROUNDS);
}

static void random_scans (void **state)
{
  NEED_DEVICE;
  compare_scenes (random_scene_make_scan, 0, ROUNDS);
}

static void random_programs_with_wide_indices (void **state)
{
  NEED_DEVICE;
  int64_t limit = nd_cuda_narrow_limit;
  nd_cuda_narrow_limit = 1;
  compare_scenes (random_scene_make, ROUNDS, ROUNDS + 30);
  compare_scenes (random_scene_make_fold, ROUNDS, ROUNDS + 30);
  compare_scenes (random_scene_make_scan, ROUNDS, ROUNDS + 30);
  nd_cuda_narrow_limit = limit;
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (random_programs), cmocka_unit_test (random_folds),
      cmocka_unit_test (random_scans), cmocka_unit_test (random_programs_with_wide_indices)};
  return cmocka_run_group_tests_name ("programs on CUDA devices", tests, find_device, NULL);
}
