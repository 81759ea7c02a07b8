#define _DEFAULT_SOURCE
/* NVRTC: what it is asked for, versions of it that behave in their own ways, cards that are newer
   or older than it.  It is loaded once per process, so every attempt has a process of its own. */
#include "cuda.h"
#include "device/cuda/compiler.h"
#include <dlfcn.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VARIABLES = 3 };

typedef struct {
  const char *name, *value;
} variable;

typedef struct {
  nd_status status;
  char text[ND_MESSAGE_SIZE]; /* the sum, or the message */
  char description[1024];     /* of the compiler */
  char locale[64];            /* afterwards */
  long ptx, machine_code;     /* how often NVRTC was asked for each */
  bool has_builtins;          /* libnvrtc-builtins.so.13.7 is open */
} outcome;

static nd_status add (nd_error *error)
{
  nd_array *a, *sum, *back;
  TRY (core_array (cuda_device (0), ND_DOUBLE, "1x3", "1 2 3", &a, error));
  nd_operand x = nd_operand_array (a);
  TRY (nd_binary (ND_OP_ADD, &x, &x, &sum, error));
  TRY (nd_transfer (core_keep (sum), nd_device_cpu (), &back, error));
  assert_text (core_keep (back), "1x3 double: 2 4 6");
  return ND_OK;
}

/* Compiles a kernel anew and runs it. */
static void attempt (const void *context, void *result)
{
  const variable *variables = context;
  outcome *o = result;
  nd_error error = {.message = ""};
  nd_text description = {0};
  setenv ("ND_CUDA_CACHE", "", 1);
  for (int i = 0; i < MOST_VARIABLES && variables[i].name; i++)
    setenv (variables[i].name, variables[i].value, 1);
  setlocale (LC_ALL, "C");
  o->status = add (&error);
  snprintf (o->text, sizeof o->text, "%s", error.message);
  snprintf (o->locale, sizeof o->locale, "%s", setlocale (LC_ALL, NULL));
  o->ptx = cuda_calls ("nvrtcGetPTX");
  o->machine_code = cuda_calls ("nvrtcGetCUBIN");
  o->has_builtins = dlopen ("libnvrtc-builtins.so.13.7", RTLD_LAZY | RTLD_NOLOAD) != NULL;
  if (nd_cuda_compiler_describe (nd_cuda_of (cuda_device (0)), &description, NULL) == ND_OK)
    snprintf (o->description, sizeof o->description, "%s", description.bytes);
  nd_text_free (&description);
  core_free_kept ();
}

static const outcome *in_child (const variable *variables)
{
  static outcome result;
  cuda_in_child (attempt, variables, &result, sizeof result);
  return &result;
}
#define run_with(...) in_child ((const variable[MOST_VARIABLES]){__VA_ARGS__})

static void assert_says (const outcome *o, nd_status status, const char *part)
{
  assert_int_equal (o->status, status);
  if (!strstr (o->text, part))
    fail_msg ("no \"%s\" in \"%s\"", part, o->text);
}

static void assert_runs (const outcome *o)
{
  if (o->status != ND_OK)
    fail_msg ("%s", o->text);
}

/* ---- options ----------------------------------------------------------------------------- */

static void products_and_sums_round_one_by_one (void **state)
{
  (void)state;
  const outcome *o = run_with ({0});
  assert_runs (o);
  assert_non_null (strstr (o->description, " --gpu-architecture=sm_90 --fmad=false "));
  assert_null (strstr (o->description, "fast"));
}

/* ---- versions ---------------------------------------------------------------------------- */

/* Before 12.6.2 NVRTC leaves another locale behind. */
static void the_locale_stays_as_it_was (void **state)
{
  (void)state;
  const outcome *o = run_with ({"ND_STANDIN_NVRTC_VERSION", "12040"});
  assert_runs (o);
  assert_string_equal (o->locale, "C");
}

static void an_old_library_is_refused (void **state)
{
  (void)state;
  assert_says (run_with ({"ND_NVRTC_LIBRARY", "libm.so.6"}), ND_NO_DEVICE,
               "has no nvrtcVersion: it is too old. NVRTC of CUDA 11.8 or later is needed.");
}

/* NVRTC looks for it by its bare name, which the loader need not know. */
static void what_nvrtc_needs_is_opened_from_beside_it (void **state)
{
  char folder[] = "/tmp/nd-test-nvrtc-XXXXXX", library[64], command[512];
  (void)state;
  const char *standin = getenv ("ND_CUDA_LIBRARY");
  if (!standin)
    skip ();
  assert_non_null (mkdtemp (folder));
  snprintf (library, sizeof library, "%s/libnvrtc.so", folder);
  snprintf (command, sizeof command,
            "cp '%s' %s && cd %s && cc -shared -x c /dev/null -o libnvrtc-builtins.so.13.7"
            " -Wl,-soname,libnvrtc-builtins.so.13.7",
            standin, library, folder);
  assert_int_equal (system (command), 0);
  const outcome *o =
      run_with ({"ND_NVRTC_LIBRARY", library}, {"ND_STANDIN_NVRTC_VERSION", "13070"});
  snprintf (command, sizeof command, "rm -r %s", folder);
  assert_int_equal (system (command), 0);
  assert_runs (o);
  assert_true (o->has_builtins);
}

/* ---- cards ------------------------------------------------------------------------------- */

static void a_known_card_gets_machine_code (void **state)
{
  (void)state;
  const outcome *o = run_with ({"ND_STANDIN_CAPABILITY", "89"});
  assert_runs (o);
  assert_int_equal (o->ptx, 0);
  assert_int_equal (o->machine_code, 1);
}

static void a_card_newer_than_the_compiler_gets_ptx (void **state)
{
  (void)state;
  const outcome *o = run_with ({"ND_STANDIN_CAPABILITY", "130"});
  assert_runs (o);
  assert_non_null (strstr (o->description, " --gpu-architecture=compute_121 "));
  assert_int_equal (o->ptx, 1);
  assert_int_equal (o->machine_code, 0);
}

static void a_card_that_the_compiler_has_given_up_is_said (void **state)
{
  (void)state;
  assert_says (run_with ({"ND_STANDIN_CAPABILITY", "70"}), ND_NO_DEVICE,
               "knows no architecture that runs on cuda:0, a card of compute capability 7.0. "
               "Install the NVRTC of another version of CUDA.");
}

/* PTX of a newer CUDA than the driver's. */
static void code_that_the_driver_does_not_take_is_said (void **state)
{
  (void)state;
  const outcome *o =
      run_with ({"ND_STANDIN_CAPABILITY", "130"}, {"ND_STANDIN_DRIVER_VERSION", "12040"},
                {"ND_STANDIN_NVRTC_VERSION", "13000"});
  assert_says (
      o, ND_NO_DEVICE,
      "cuda:0 does not take the code that NVRTC makes: "
      "CUDA_ERROR_UNSUPPORTED_PTX_VERSION (the PTX was compiled with a newer toolchain). "
      "Update NVIDIA's driver, which works with CUDA 12.4, or let the environment variable "
      "ND_NVRTC_LIBRARY name the NVRTC of that version (now: ");
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (products_and_sums_round_one_by_one),
      cmocka_unit_test (the_locale_stays_as_it_was),
      cmocka_unit_test (an_old_library_is_refused),
      cmocka_unit_test (what_nvrtc_needs_is_opened_from_beside_it),
      cmocka_unit_test (a_known_card_gets_machine_code),
      cmocka_unit_test (a_card_newer_than_the_compiler_gets_ptx),
      cmocka_unit_test (a_card_that_the_compiler_has_given_up_is_said),
      cmocka_unit_test (code_that_the_driver_does_not_take_is_said),
  };
  return cmocka_run_group_tests_name ("cuda: the compiler", tests, NULL, NULL);
}
