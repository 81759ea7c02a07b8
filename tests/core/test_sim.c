#define _DEFAULT_SOURCE
/* Simulated devices: memory that host code cannot touch, and failures on demand. */
#include "core.h"
#include "device/sim/sim.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static nd_array *make (const char *elements)
{
  static nd_error error;
  nd_array *a = NULL;
  if (core_array (core_device (1), ND_DOUBLE, "1x3", elements, &a, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return a;
}

/* ---- closed memory ----------------------------------------------------------------------- */

/* Reads (or writes) the address in a child process; true when that was its end. */
static bool touching_kills (volatile char *address, bool write_to_it)
{
  pid_t child = fork ();
  assert_true (child >= 0);
  if (child == 0) {
    signal (SIGSEGV, SIG_DFL);
    if (write_to_it)
      *address = 1;
    _exit (*address == 1 ? 2 : 3);
  }
  int status;
  assert_int_equal (waitpid (child, &status, 0), child);
  return WIFSIGNALED (status) && WTERMSIG (status) == SIGSEGV;
}

static void the_host_cannot_touch_device_memory (void **state)
{
  (void)state;
  nd_array *a = make ("1 2 3"), *sum = NULL;
  nd_operand x = nd_operand_array (a);
  char *address = a->storage->buffer->data;
  assert_true (touching_kills (address, false));
  assert_true (touching_kills (address, true));
  assert_int_equal (nd_binary (ND_OP_ADD, &x, &x, &sum, NULL), ND_OK);
  core_keep (sum);
  assert_true (touching_kills (address, false)); /* closed again after work */
  assert_true (touching_kills (sum->storage->buffer->data, false));
  assert_text (sum, "1x3 double: 2 4 6");
  core_free_kept ();
}

static void addresses_of_the_host_are_refused (void **state)
{
  (void)state;
  double host[3] = {1, 2, 3};
  nd_error error;
  nd_program program;
  nd_launch launch;
  nd_array *a = make ("1 2 3");
  nd_program_init (&program);
  nd_program_store (&program, nd_program_load (&program, ND_DOUBLE));
  launch.program = &program;
  launch.ndims = 1;
  launch.dims[0] = 3;
  launch.input[0] = (nd_access){.data = host, .strides = {1}};
  launch.output[0] = (nd_access){.data = a->storage->buffer->data, .strides = {1}};
  assert_int_equal (nd_device_run (core_device (1), &launch, &error), ND_DEVICE_FAULT);
  assert_non_null (strstr (error.message, "gpu_tensor"));
  assert_true (touching_kills (a->storage->buffer->data, false));
  core_free_kept ();
}

/* ---- failures ---------------------------------------------------------------------------- */

static void faults_lose_what_the_device_held (void **state)
{
  (void)state;
  static nd_error error;
  nd_array *a = make ("1 2 3"), *sum = NULL, *back = NULL;
  nd_operand x = nd_operand_array (a);
  nd_sim_fail ("run:1");
  assert_int_equal (nd_binary (ND_OP_ADD, &x, &x, &sum, &error), ND_DEVICE_FAULT);
  assert_string_equal (error.message,
                       "sim:0 reported SIM_ERROR_INJECTED while running +. What its arrays held is "
                       "lost: clear them, and the device can be used again with new ones.");
  assert_int_equal (nd_transfer (a, nd_device_cpu (), &back, &error), ND_DEVICE_FAULT);
  assert_string_equal (
      error.message, "sim:0 reported SIM_ERROR_INJECTED earlier, and this array was lost then. "
                     "Clear the arrays of sim:0, and the device can be used again with new ones.");
  nd_array *fresh = make ("4 5 6"); /* new arrays are not touched by the old fault */
  x = nd_operand_array (fresh);
  assert_int_equal (nd_binary (ND_OP_ADD, &x, &x, &sum, &error), ND_OK);
  assert_text (core_keep (sum), "1x3 double: 8 10 12");
  core_free_kept ();
  nd_device_trim (core_device (1));
}

static void transfers_fail_on_demand (void **state)
{
  (void)state;
  static nd_error error;
  nd_array *a, *there = NULL;
  assert_int_equal (core_array (nd_device_cpu (), ND_DOUBLE, "1x3", "1 2 3", &a, &error), ND_OK);
  nd_sim_fail ("upload:1");
  assert_int_equal (nd_transfer (a, core_device (1), &there, &error), ND_DEVICE_FAULT);
  assert_non_null (strstr (error.message, "while copying 24 bytes to it"));
  nd_sim_fail ("download:2");
  nd_array *d = make ("1 2 3"), *back = NULL;
  assert_int_equal (nd_transfer (d, nd_device_cpu (), &back, &error), ND_OK);
  core_keep (back);
  assert_int_equal (nd_transfer (d, nd_device_cpu (), &back, &error), ND_DEVICE_FAULT);
  assert_non_null (strstr (error.message, "while copying 24 bytes from it"));
  nd_sim_fail ("");
  core_free_kept ();
  nd_device_trim (core_device (1));
}

static nd_status allocate (size_t nbytes)
{
  nd_buffer *buffer = NULL;
  nd_status status = nd_buffer_new (core_device (1), nbytes, &buffer, NULL);
  if (status == ND_OK)
    nd_buffer_release (buffer);
  nd_device_trim (core_device (1));
  return status;
}

static void lists_of_failures (void **state)
{
  (void)state;
  nd_sim_fail ("alloc:2");
  assert_int_equal (allocate (100), ND_OK);
  assert_int_equal (allocate (100), ND_OUT_OF_MEMORY);
  assert_int_equal (allocate (100), ND_OK);
  nd_sim_fail ("run:5,alloc:1+");
  assert_int_equal (allocate (100), ND_OUT_OF_MEMORY);
  assert_int_equal (allocate (100), ND_OUT_OF_MEMORY);
  nd_sim_fail ("");
  assert_int_equal (allocate (100), ND_OK);
  setenv ("ND_SIM_FAIL", "alloc:2", 1);
  assert_int_equal (allocate (100), ND_OK);
  assert_int_equal (allocate (100), ND_OUT_OF_MEMORY);
  assert_int_equal (allocate (100), ND_OK); /* the same value does not arm again */
  setenv ("ND_SIM_FAIL", "alloc:1", 1);
  assert_int_equal (allocate (100), ND_OUT_OF_MEMORY);
  unsetenv ("ND_SIM_FAIL");
  assert_int_equal (allocate (100), ND_OK);
}

/* Every operation either works or fails cleanly, whichever call of the device fails. */
static void any_call_may_fail (void **state)
{
  (void)state;
  static const char *const kinds[] = {"alloc", "upload", "download", "run"};
  static nd_error error;
  for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
    for (int n = 1; n <= 4; n++) {
      char failures[32];
      nd_device_trim (nd_device_cpu ());
      long outstanding = nd_memory_outstanding ();
      nd_array *a = make ("1 -2 3"), *b = make ("0.5 0.5 2"), *power = NULL, *back = NULL;
      nd_operand x = nd_operand_array (a), y = nd_operand_array (b);
      snprintf (failures, sizeof failures, "%s:%d", kinds[kind], n);
      nd_sim_fail (failures);
      nd_status status = nd_binary (ND_OP_POWER, &x, &y, &power, &error);
      if (status == ND_OK)
        status = nd_transfer (core_keep (power), nd_device_cpu (), &back, &error);
      nd_sim_fail ("");
      if (status == ND_OK)
        assert_int_equal (core_keep (back)->dtype, ND_COMPLEX_DOUBLE);
      core_free_kept ();
      nd_device_trim (core_device (1));
      nd_device_trim (nd_device_cpu ());
      assert_int_equal (nd_memory_outstanding (), outstanding);
    }
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (the_host_cannot_touch_device_memory),
      cmocka_unit_test (addresses_of_the_host_are_refused),
      cmocka_unit_test (faults_lose_what_the_device_held),
      cmocka_unit_test (transfers_fail_on_demand),
      cmocka_unit_test (lists_of_failures),
      cmocka_unit_test (any_call_may_fail),
  };
  return cmocka_run_group_tests_name ("simulated devices", tests, NULL, NULL);
}
