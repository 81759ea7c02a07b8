#define _GNU_SOURCE
/* Finding CUDA: what is said where it is not there, too old or in use elsewhere.  The driver is
   loaded once per process, so every attempt has a process of its own. */
#include "cuda.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The function that the driver lacks, and those whose names begin like it; NULL: none. */
static const char *lacking;

/* What the core finds in place of dlsym, see the Makefile. */
void *__real_dlsym (void *library, const char *name);
void *__wrap_dlsym (void *library, const char *name);
void *__wrap_dlsym (void *library, const char *name)
{
  return lacking && strncmp (name, lacking, strlen (lacking)) == 0 ? NULL
                                                                   : __real_dlsym (library, name);
}

typedef struct {
  nd_status status;
  char text[ND_MESSAGE_SIZE];
} outcome;

typedef struct {
  void (*attempt) (outcome *);
  const char *variable, *value;
} trial;

static void run_trial (const void *context, void *result)
{
  const trial *t = context;
  if (t->variable)
    setenv (t->variable, t->value, 1);
  t->attempt (result);
}

/* Runs `attempt` in a child process with the environment variable set. */
static const outcome *in_child (void (*attempt) (outcome *), const char *variable,
                                const char *value)
{
  static outcome result;
  const trial t = {attempt, variable, value};
  cuda_in_child (run_trial, &t, &result, sizeof result);
  return &result;
}

static nd_status find (const char *name, outcome *o, nd_device **device)
{
  nd_error error = {.message = ""};
  o->status = nd_device_find (name, device, &error);
  memcpy (o->text, error.message, sizeof o->text);
  return o->status;
}

static void find_first (outcome *o)
{
  nd_device *device;
  find ("cuda", o, &device);
}

static void assert_outcome (const outcome *o, nd_status status, const char *const *parts)
{
  assert_int_equal (o->status, status);
  for (int i = 0; parts[i]; i++)
    if (!strstr (o->text, parts[i]))
      fail_msg ("no \"%s\" in \"%s\"", parts[i], o->text);
}
#define assert_says(o, status, ...) assert_outcome (o, status, (const char *[]){__VA_ARGS__, NULL})

/* ---- what may be missing ----------------------------------------------------------------- */

static void a_missing_driver_says_where_it_was_looked_for (void **state)
{
  (void)state;
  assert_says (in_child (find_first, "ND_CUDA_LIBRARY", ""), ND_NO_DEVICE, "no driver library",
               "libcuda.so.1 was not found", "LD_LIBRARY_PATH", "use \"sim\"");
  assert_says (in_child (find_first, "ND_CUDA_LIBRARY", "/nowhere/libcuda.so"), ND_NO_DEVICE,
               "ND_CUDA_LIBRARY", "/nowhere/libcuda.so", "Unset the variable");
}

static void a_missing_symbol_is_named (void **state)
{
  (void)state;
  assert_says (in_child (find_first, "ND_CUDA_LIBRARY", "libm.so.6"), ND_NO_DEVICE, "libm.so.6",
               "has no function cuDriverGetVersion");
  lacking = "cuMemHostAlloc";
  assert_says (in_child (find_first, NULL, NULL), ND_NO_DEVICE, "libstandin.so",
               "has no function cuMemHostAlloc, so it is too old or damaged", "driver 520 or newer",
               "use \"sim\"");
  lacking = NULL;
}

static void copy_between_devices (outcome *o)
{
  enum { BYTES = 100 };
  char bytes[BYTES] = "bytes";
  nd_device *first, *second;
  nd_buffer *from, *to;
  if (find ("cuda:0", o, &first) != ND_OK || find ("cuda:1", o, &second) != ND_OK ||
      nd_buffer_new (first, BYTES, &from, NULL) != ND_OK ||
      nd_buffer_new (second, BYTES, &to, NULL) != ND_OK)
    return;
  o->status = nd_device_upload (from, 0, bytes, BYTES, NULL);
  if (o->status == ND_OK)
    o->status = nd_device_copy (to, 0, from, 0, BYTES, NULL);
  if (o->status == ND_OK)
    o->status = nd_device_download (o->text, to, 0, BYTES, NULL);
}

/* Without functions for two cards, copies between them go through host memory. */
static void optional_symbols_may_be_missing (void **state)
{
  (void)state;
  static const char *const names[] = {"cuDeviceCanAccessPeer", "cuCtxEnablePeerAccess",
                                      "cuMemcpyPeerAsync"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    lacking = names[i];
    const outcome *o = in_child (copy_between_devices, NULL, NULL);
    assert_int_equal (o->status, ND_OK);
    assert_string_equal (o->text, "bytes");
  }
  lacking = NULL;
}

static void an_old_driver_is_refused (void **state)
{
  (void)state;
  assert_says (in_child (find_first, "ND_STANDIN_DRIVER_VERSION", "11070"), ND_NO_DEVICE,
               "too old: it supports CUDA 11.7, and CUDA 11.8 or newer is needed");
  assert_int_equal (in_child (find_first, "ND_STANDIN_DRIVER_VERSION", "11080")->status, ND_OK);
}

static void no_device_is_no_device (void **state)
{
  (void)state;
  assert_says (in_child (find_first, "ND_STANDIN_DEVICES", "0"), ND_NO_DEVICE, "nvidia-smi",
               "finds no device", "use \"sim\"");
  assert_says (in_child (find_first, "ND_STANDIN_FAIL", "cuInit:1=999"), ND_NO_DEVICE,
               "could not be initialised: CUDA_ERROR_UNKNOWN (unknown error)");
  assert_says (in_child (find_first, "ND_STANDIN_FAIL", "cuDeviceGetCount:1=999"), ND_NO_DEVICE,
               "finds no device");
}

static void any_call_of_opening_may_fail (void **state)
{
  (void)state;
  static const char *const calls[] = {"cuDeviceGet",     "cuDeviceGetAttribute",
                                      "cuDeviceGetName", "cuDevicePrimaryCtxRetain",
                                      "cuStreamCreate",  "cuCtxPushCurrent_v2"};
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    char failure[64];
    snprintf (failure, sizeof failure, "%s:1=2", calls[i]);
    assert_says (in_child (find_first, "ND_STANDIN_FAIL", failure), ND_NO_DEVICE,
                 "cuda:0 could not be opened: CUDA_ERROR_OUT_OF_MEMORY (out of memory)");
  }
}

static void find_ninth (outcome *o)
{
  nd_device *device;
  find ("cuda:9", o, &device);
}

static void devices_that_are_not_there_are_told_from_those_that_are (void **state)
{
  (void)state;
  assert_says (in_child (find_ninth, NULL, NULL), ND_NO_DEVICE,
               "there is no device \"cuda:9\". Devices here: cpu, cuda:0, cuda:1, sim:0, sim:1.");
}

static void work_on_the_cpu (outcome *o)
{
  nd_buffer *buffer;
  nd_device *device;
  find ("sim", o, &device);
  if (nd_buffer_new (nd_device_cpu (), 100, &buffer, NULL) == ND_OK)
    nd_buffer_release (buffer);
  for (int i = 0; (device = nd_device_open_at (i)); i++)
    if (nd_device_synchronize (device, NULL) == ND_OK)
      strcat (strcat (o->text, device->name), " ");
  if (dlopen (getenv ("ND_CUDA_LIBRARY"), RTLD_LAZY | RTLD_NOLOAD))
    o->status = ND_FAILED;
}

static void nothing_is_loaded_before_it_is_needed (void **state)
{
  (void)state;
  const outcome *o = in_child (work_on_the_cpu, NULL, NULL);
  assert_int_equal (o->status, ND_OK);
  assert_string_equal (o->text, "cpu sim:0 ");
}

/* ---- what the environment says ----------------------------------------------------------- */

static void find_limit (outcome *o)
{
  nd_device *device;
  if (find ("cuda", o, &device) == ND_OK)
    snprintf (o->text, sizeof o->text, "%zu", device->memory_limit);
}

static void the_memory_limit_is_a_number_of_bytes_or_a_part (void **state)
{
  (void)state;
  static const char *const rows[][2] = {
      {"", "0"}, {"1000000", "1000000"}, {"1e9", "1000000000"}, {"25%", "1073741824"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    assert_string_equal (in_child (find_limit, "ND_CUDA_MEMORY_LIMIT", rows[i][0])->text,
                         rows[i][1]);
  static const char *const wrong[] = {"much", "1 GB", "0", "-1", "50%%", "nan"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    assert_says (in_child (find_limit, "ND_CUDA_MEMORY_LIMIT", wrong[i]), ND_INVALID_ARGUMENT,
                 "ND_CUDA_MEMORY_LIMIT", wrong[i]);
}

/* ---- processes --------------------------------------------------------------------------- */

static void work (nd_device *device, outcome *o)
{
  nd_error error = {.message = ""};
  nd_buffer *buffer = NULL;
  o->status = nd_buffer_new (device, 100, &buffer, &error);
  if (o->status == ND_OK) {
    o->status = nd_device_upload (buffer, 0, "text", 5, &error);
    nd_buffer_release (buffer);
  }
  memcpy (o->text, error.message, sizeof o->text);
}

/* A child of a process that has used the device gets a message when it uses it, may clear what it
   inherited, and does no harm to its parent. */
static void fork_after_use (outcome *o)
{
  nd_device *device;
  nd_buffer *buffer;
  int ends[2];
  if (find ("cuda", o, &device) != ND_OK || nd_buffer_new (device, 100, &buffer, NULL) != ND_OK ||
      pipe (ends) != 0)
    return;
  pid_t child = fork ();
  if (child == 0) {
    outcome there = {.text = ""};
    nd_buffer_release (buffer);
    nd_device_trim (device);
    work (device, &there);
    _exit (write (ends[1], &there, sizeof there) == sizeof there ? 0 : 1);
  }
  int exited = -1;
  outcome here, there = {.text = ""};
  if (read (ends[0], &there, sizeof there) != sizeof there)
    there.status = ND_FAILED;
  waitpid (child, &exited, 0);
  work (device, &here);
  *o = here.status == ND_OK && exited == 0 ? there : here;
}

static void forked_processes_are_told_apart (void **state)
{
  (void)state;
  assert_says (in_child (fork_after_use, NULL, NULL), ND_NO_DEVICE, "this process was forked",
               "in one of them only");
}

/* The driver may be gone when values are destroyed at exit. */
static void exit_with_live_buffers (outcome *o)
{
  nd_device *device;
  nd_buffer *buffer;
  if (find ("cuda", o, &device) != ND_OK || nd_buffer_new (device, 100, &buffer, NULL) != ND_OK)
    return;
  setenv ("ND_STANDIN_FAIL", "*:1+=4", 1); /* CUDA_ERROR_DEINITIALIZED */
  long calls = cuda_calls ("*");
  nd_buffer_release (buffer);
  snprintf (o->text, sizeof o->text, "%ld", cuda_calls ("*") - calls);
}

static void nothing_is_freed_at_exit (void **state)
{
  (void)state;
  const outcome *o = in_child (exit_with_live_buffers, NULL, NULL);
  assert_int_equal (o->status, ND_OK);
  assert_string_equal (o->text, "0");
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_missing_driver_says_where_it_was_looked_for),
      cmocka_unit_test (a_missing_symbol_is_named),
      cmocka_unit_test (optional_symbols_may_be_missing),
      cmocka_unit_test (an_old_driver_is_refused),
      cmocka_unit_test (no_device_is_no_device),
      cmocka_unit_test (any_call_of_opening_may_fail),
      cmocka_unit_test (devices_that_are_not_there_are_told_from_those_that_are),
      cmocka_unit_test (nothing_is_loaded_before_it_is_needed),
      cmocka_unit_test (the_memory_limit_is_a_number_of_bytes_or_a_part),
      cmocka_unit_test (forked_processes_are_told_apart),
      cmocka_unit_test (nothing_is_freed_at_exit),
  };
  return cmocka_run_group_tests_name ("cuda: driver", tests, NULL, NULL);
}
