#define _GNU_SOURCE
#include "cuda.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *standin (void)
{
  static void *library;
  const char *file = getenv ("ND_CUDA_LIBRARY");
  if (!library && file)
    library = dlopen (file, RTLD_NOW | RTLD_LOCAL);
  return library;
}

/* A function of the stand-in; skips the test where there is none. */
static void *function (const char *name)
{
  if (!standin ())
    skip ();
  void *address = dlsym (standin (), name);
  assert_non_null (address);
  return address;
}

nd_device *cuda_device (int i)
{
  char name[16];
  static nd_error error;
  nd_device *device = NULL;
  if (!standin ())
    skip ();
  snprintf (name, sizeof name, "cuda:%d", i);
  if (nd_device_find (name, &device, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return device;
}

/* A failure starts to count when a call finds that the variable has changed. */
static void find_change (void)
{
  int version, (*get_version) (int *);
  *(void **)&get_version = function ("cuDriverGetVersion");
  get_version (&version);
}

void cuda_fail (const char *what)
{
  setenv ("ND_STANDIN_FAIL", "", 1);
  find_change ();
  setenv ("ND_STANDIN_FAIL", what, 1);
}

int cuda_calm (void **state)
{
  static nd_error error;
  (void)state;
  setenv ("ND_STANDIN_FAIL", "", 1);
  for (int i = 0; standin () && i < 2; i++)
    if (nd_device_reset (cuda_device (i), &error) != ND_OK)
      fail_msg ("%s", error.message);
  return 0;
}

int cuda_end (void **state)
{
  int (*get_current) (void **);
  void *context = NULL;
  cuda_calm (state);
  if (!standin ())
    return 0;
  *(void **)&get_current = function ("cuCtxGetCurrent");
  assert_int_equal (get_current (&context), 0);
  assert_null (context);
  return 0;
}

void cuda_in_child (void (*attempt) (const void *context, void *result), const void *context,
                    void *result, size_t size)
{
  int ends[2];
  if (!getenv ("ND_CUDA_LIBRARY"))
    skip ();
  memset (result, 0, size);
  assert_int_equal (pipe (ends), 0);
  pid_t child = fork ();
  assert_true (child >= 0);
  if (child == 0) {
    attempt (context, result);
    _exit (write (ends[1], result, size) == (ssize_t)size ? 0 : 1);
  }
  close (ends[1]);
  assert_int_equal (read (ends[0], result, size), size);
  close (ends[0]);
  assert_int_equal (waitpid (child, NULL, 0), child);
}

long cuda_calls (const char *name)
{
  long (*calls) (const char *);
  *(void **)&calls = function ("nd_standin_calls");
  return calls (name);
}
