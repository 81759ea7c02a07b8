#define _GNU_SOURCE
/* Where NVIDIA's libraries are looked for.  A library is opened once per process, so every attempt
   has a process of its own; copies of the stand-in play the libraries. */
#include "cuda.h"
#include "device/cuda/context.h"
#include "device/cuda/libraries.h"
#include <dlfcn.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 512 };

static char folder[] = "/tmp/nd-test-find-XXXXXX";

/* ---- libraries in a folder of their own -------------------------------------------------- */

static int make_folder (void **state)
{
  (void)state;
  return mkdtemp (folder) ? 0 : -1;
}

static int remove_one (const char *path, const struct stat *about, int kind, struct FTW *where)
{
  (void)about;
  (void)kind;
  (void)where;
  return remove (path);
}

static int remove_folder (void **state)
{
  (void)state;
  return nftw (folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void copy_file (const char *from, const char *to)
{
  static char bytes[1 << 16];
  FILE *source = fopen (from, "rb"), *target = fopen (to, "wb");
  assert_non_null (source);
  assert_non_null (target);
  for (size_t n; (n = fread (bytes, 1, sizeof bytes, source)) > 0;)
    assert_int_equal (fwrite (bytes, 1, n, target), n);
  fclose (source);
  assert_int_equal (fclose (target), 0);
}

/* Puts a copy of a file into a folder below the test's own. */
static void put_file (const char *file, const char *source)
{
  char path[PATH_SIZE];
  snprintf (path, sizeof path, "%s/%s", folder, file);
  for (char *slash = path + strlen (folder) + 1; (slash = strchr (slash, '/')); *slash++ = '/') {
    *slash = '\0';
    mkdir (path, 0700);
  }
  copy_file (source, path);
}

/* Puts a copy of the stand-in into a folder below the test's own.  (A link would be the same
   library to the loader.) */
static void put_library (const char *file)
{
  const char *standin = getenv ("ND_CUDA_LIBRARY");
  if (!standin)
    skip ();
  put_file (file, standin);
}

/* Builds a library in a folder below the test's own: it says that its name is its file's, that it
   needs another file of its folder (NULL: none), and where that is (unless it is `lost`). */
static void build_library (const char *file, const char *needed, bool is_lost)
{
  char command[4 * PATH_SIZE];
  const char *name = strrchr (file, '/');
  put_file (file, "/dev/null"); /* makes its folder */
  int n = snprintf (command, sizeof command,
                    "cd %s/%.*s && cc -shared -x c /dev/null -o %s -Wl,-soname,%s", folder,
                    (int)(name - file), file, name + 1, name + 1);
  if (needed)
    snprintf (command + n, sizeof command - (size_t)n, " -Wl,--no-as-needed -x none %s%s", needed,
              is_lost ? "" : " -Wl,-rpath,'$ORIGIN'");
  if (system (command) != 0)
    fail_msg ("%s", command);
}

/* ---- attempts ---------------------------------------------------------------------------- */

typedef struct {
  nd_status status;
  char text[ND_MESSAGE_SIZE]; /* the file, or the message */
  char sparse[PATH_SIZE];     /* the libcusparse.so.12 that was opened, too */
} outcome;

typedef struct {
  const char *name, *value;
} variable;

/* Nothing of the machine's own: where the tests look, only they have put something. */
static void set_environment (const variable *variables)
{
  static const char *const others[] = {
      "ND_NVRTC_LIBRARY", "ND_CUBLAS_LIBRARY", "ND_CUSOLVER_LIBRARY", "ND_CUFFT_LIBRARY",
      "CUDA_PATH",        "CUDA_HOME",         "CONDA_PREFIX",        "VIRTUAL_ENV"};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    unsetenv (others[i]);
  setenv ("HOME", folder, 1);
  for (; variables->name; variables++) {
    char value[PATH_SIZE];
    snprintf (value, sizeof value, "%s/%s", folder, variables->value);
    setenv (variables->name, variables->value[0] == '=' ? variables->value + 1 : value, 1);
  }
}

typedef struct {
  const variable *variables;
  const nd_cuda_library *libraries;
  int count;
} trial;

/* Looks for the libraries in the given order; the outcome is that of the last. */
static void look (const void *context, void *result)
{
  const trial *t = context;
  outcome *o = result;
  nd_error error = {.message = ""};
  void *handle;
  set_environment (t->variables);
  nd_cuda *cuda = nd_cuda_of (cuda_device (0));
  for (int i = 0; i < t->count; i++)
    o->status = nd_cuda_library_open (cuda, t->libraries[i], &handle, &error);
  const char *path = nd_cuda_library_path (cuda, t->libraries[t->count - 1]);
  snprintf (o->text, sizeof o->text, "%s", path ? path : error.message);
  handle = dlopen ("libcusparse.so.12", RTLD_LAZY | RTLD_NOLOAD);
  snprintf (o->sparse, sizeof o->sparse, "%s", handle ? nd_cuda_file_of (handle) : "");
}

static const outcome *in_child (const variable *variables, const nd_cuda_library *libraries,
                                int count)
{
  static outcome result;
  const trial t = {variables, libraries, count};
  cuda_in_child (look, &t, &result, sizeof result);
  return &result;
}

#define ENVIRONMENT(...) ((const variable[]){__VA_ARGS__, {NULL, NULL}})
#define find_one(environment, library) in_child (environment, (const nd_cuda_library[]){library}, 1)

static void assert_found (const outcome *o, const char *file)
{
  char path[PATH_SIZE];
  snprintf (path, sizeof path, "%s/%s", folder, file);
  assert_string_equal (o->text, path);
  assert_int_equal (o->status, ND_OK);
}

static void assert_says (const outcome *o, const char *part)
{
  assert_int_equal (o->status, ND_NO_DEVICE);
  if (!strstr (o->text, part))
    fail_msg ("no \"%s\" in \"%s\"", part, o->text);
}

/* ---- tests ------------------------------------------------------------------------------- */

#define CUDA_12                                                                                    \
  {                                                                                                \
    "ND_STANDIN_DRIVER_VERSION", "=12040"                                                          \
  }

static void the_environment_names_files (void **state)
{
  (void)state;
  put_library ("mine/blas.so");
  assert_found (find_one (ENVIRONMENT ({"ND_CUBLAS_LIBRARY", "mine/blas.so"}), ND_CUDA_BLAS),
                "mine/blas.so");
  const outcome *o =
      find_one (ENVIRONMENT ({"ND_CUFFT_LIBRARY", "=/nowhere/libcufft.so"}), ND_CUDA_FFT);
  assert_says (o, "cuda:0 needs cuFFT, but the file that the environment variable ND_CUFFT_LIBRARY "
                  "names could not be opened: /nowhere/libcufft.so");
}

static void toolkits_are_found_by_their_variables (void **state)
{
  (void)state;
  put_library ("toolkit/lib64/libnvrtc.so.12");
  put_library ("old/lib/libnvrtc.so.11.2");
  assert_found (find_one (ENVIRONMENT (CUDA_12, {"CUDA_HOME", "toolkit"}), ND_CUDA_NVRTC),
                "toolkit/lib64/libnvrtc.so.12");
  assert_found (find_one (ENVIRONMENT (CUDA_12, {"CUDA_HOME", "old"}, {"CUDA_PATH", "toolkit"}),
                          ND_CUDA_NVRTC),
                "toolkit/lib64/libnvrtc.so.12"); /* the newest that the driver takes */
  assert_found (find_one (ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", "=11080"},
                                       {"CUDA_PATH", "toolkit"}, {"CUDA_HOME", "old"}),
                          ND_CUDA_NVRTC),
                "old/lib/libnvrtc.so.11.2");
}

/* Drivers of CUDA 13 run cards that its libraries do not know any more. */
static void libraries_know_the_card (void **state)
{
  (void)state;
  put_library ("13/lib64/libnvrtc.so.13");
  put_library ("12/lib64/libnvrtc.so.12");
#define BOTH {"ND_STANDIN_DRIVER_VERSION", "=13000"}, {"CUDA_PATH", "13"}, {"CUDA_HOME", "12"}
  assert_found (find_one (ENVIRONMENT (BOTH, {"ND_STANDIN_CAPABILITY", "=75"}), ND_CUDA_NVRTC),
                "13/lib64/libnvrtc.so.13");
  assert_found (find_one (ENVIRONMENT (BOTH, {"ND_STANDIN_CAPABILITY", "=70"}), ND_CUDA_NVRTC),
                "12/lib64/libnvrtc.so.12");
  assert_says (find_one (ENVIRONMENT (BOTH, {"ND_STANDIN_CAPABILITY", "=70"}), ND_CUDA_FFT),
               "Install CUDA 12 (the driver works with 13.0), for example by pip install "
               "nvidia-cufft-cu12");
}

static void libraries_are_found_in_all_the_usual_places (void **state)
{
  (void)state;
  static const struct {
    const char *variable, *value, *folder;
  } rows[] = {{"CUDA_PATH", "p1", "p1/lib64"},
              {"CUDA_PATH", "p2", "p2/lib"},
              {"CUDA_HOME", "h1", "h1/lib64"},
              {"CUDA_HOME", "h2", "h2/lib"},
              {"CONDA_PREFIX", "c1", "c1/lib"},
              {"CONDA_PREFIX", "c2", "c2/lib/python3.11/site-packages/nvidia/cufft/lib"},
              {"VIRTUAL_ENV", "v", "v/lib/python3.11/site-packages/nvidia/cufft/lib"},
              {"HOME", "home", "home/.local/lib/python3.12/site-packages/nvidia/cufft/lib"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char file[PATH_SIZE];
    snprintf (file, sizeof file, "%s/libcufft.so.11", rows[i].folder);
    put_library (file);
    assert_found (find_one (ENVIRONMENT (CUDA_12, {rows[i].variable, rows[i].value}), ND_CUDA_FFT),
                  file);
  }
}

/* Those of CUDA 13 share a folder. */
static void wheels_of_another_release_are_let_be (void **state)
{
  (void)state;
#define PACKAGES "wheels/lib/python3.11/site-packages/nvidia/"
  put_library (PACKAGES "cu13/lib/libcufft.so.12");
  put_library (PACKAGES "cufft/lib/libcufft.so.11");
  assert_found (find_one (ENVIRONMENT (CUDA_12, {"VIRTUAL_ENV", "wheels"}), ND_CUDA_FFT),
                PACKAGES "cufft/lib/libcufft.so.11");
}

/* Has the loader know a library by its name, as if it were in a folder where it looks. */
static void look_after_loading (const void *context, void *result)
{
  const trial *t = context;
  char path[PATH_SIZE];
  snprintf (path, sizeof path, "%s/loader/libcufft.so.11", folder);
  if (dlopen (path, RTLD_NOW | RTLD_LOCAL))
    look (t, result);
}

static void the_loader_is_asked_by_name (void **state)
{
  (void)state;
  static const nd_cuda_library library[] = {ND_CUDA_FFT};
  static outcome result;
  build_library ("loader/libcufft.so.11", NULL, false);
  put_library ("late/lib/libcufft.so.11");
  const trial t = {ENVIRONMENT (CUDA_12, {"CONDA_PREFIX", "late"}), library, 1};
  cuda_in_child (look_after_loading, &t, &result, sizeof result);
  assert_found (&result, "loader/libcufft.so.11");
}

/* The second library must be of the first one's CUDA, even where a newer one is there, too. */
static void all_libraries_are_of_one_version (void **state)
{
  (void)state;
  static const nd_cuda_library both[] = {ND_CUDA_NVRTC, ND_CUDA_SOLVER};
  put_library ("mixed/lib/libnvrtc.so.11.2");
  put_library ("mixed/lib/libcufft.so.11");
  put_library ("mixed/lib/libcusolver.so.11");
  assert_found (
      in_child (ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", "=11080"}, {"CUDA_PATH", "mixed"}), both,
                2),
      "mixed/lib/libcusolver.so.11");
  static const nd_cuda_library other[] = {ND_CUDA_NVRTC, ND_CUDA_FFT};
  assert_says (
      in_child (ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", "=11080"}, {"CUDA_PATH", "mixed"}),
                other, 2),
      "cuda:0 needs cuFFT (libcufft.so.10), which was not found");
}

static void files_are_named_as_each_release_names_them (void **state)
{
  (void)state;
  static const struct {
    const char *driver, *folder, *files[ND_CUDA_LIBRARY_COUNT];
  } rows[] = {{"=13000",
               "cuda13",
               {"libnvrtc.so.13", "libcublas.so.13", "libcusolver.so.12", "libcufft.so.12"}},
              {"=12040",
               "cuda12",
               {"libnvrtc.so.12", "libcublas.so.12", "libcusolver.so.11", "libcufft.so.11"}},
              {"=11080",
               "cuda11",
               {"libnvrtc.so.11.2", "libcublas.so.11", "libcusolver.so.11", "libcufft.so.10"}}};
  static const nd_cuda_library all[] = {ND_CUDA_NVRTC, ND_CUDA_BLAS, ND_CUDA_SOLVER, ND_CUDA_FFT};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    for (int k = 0; k < ND_CUDA_LIBRARY_COUNT; k++) {
      char file[PATH_SIZE];
      snprintf (file, sizeof file, "%s/lib64/%s", rows[i].folder, rows[i].files[k]);
      put_library (file);
      assert_found (in_child (ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", rows[i].driver},
                                           {"CUDA_PATH", rows[i].folder}),
                              all, k + 1),
                    file);
    }
}

/* CUDA 11 and 12 have a libcusolver.so.11 each. */
static void a_name_of_two_releases_is_not_enough (void **state)
{
  (void)state;
  static const nd_cuda_library both[] = {ND_CUDA_NVRTC, ND_CUDA_SOLVER};
  put_library ("new/lib/libnvrtc.so.12");
  put_library ("older/lib/libnvrtc.so.11.2");
  build_library ("older/lib/libcublas.so.11", NULL, false);
  build_library ("older/lib/libcusolver.so.11", "libcublas.so.11", false);
  const outcome *o =
      in_child (ENVIRONMENT (CUDA_12, {"CUDA_PATH", "new"}, {"CUDA_HOME", "older"}), both, 2);
  assert_says (o, "cuda:0 needs cuSOLVER (libcusolver.so.11), which was not found");
  assert_says (o, "older/lib/libcusolver.so.11 is of another CUDA than 12)");
  assert_found (in_child (ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", "=11080"},
                                       {"CUDA_PATH", "new"}, {"CUDA_HOME", "older"}),
                          both, 2),
                "older/lib/libcusolver.so.11");
}

/* CUDA 12 and 13 have a libcusparse.so.12 each, and wheels of both may lie side by side. */
static void what_a_library_needs_is_of_its_release (void **state)
{
  (void)state;
#define WHEELS "both/lib/python3.11/site-packages/nvidia/"
  build_library (WHEELS "cu13/lib/libnvJitLink.so.13", NULL, false);
  build_library (WHEELS "cu13/lib/libcusparse.so.12", "libnvJitLink.so.13", false);
  build_library (WHEELS "nvjitlink/lib/libnvJitLink.so.12", NULL, false);
  build_library (WHEELS "cusparse/lib/libcusparse.so.12", "../../nvjitlink/lib/libnvJitLink.so.12",
                 true);
  build_library (WHEELS "cusolver/lib/libcusolver.so.11", "../../cusparse/lib/libcusparse.so.12",
                 true);
  const outcome *o = find_one (ENVIRONMENT (CUDA_12, {"VIRTUAL_ENV", "both"}), ND_CUDA_SOLVER);
  assert_found (o, WHEELS "cusolver/lib/libcusolver.so.11");
  if (!strstr (o->sparse, "/cusparse/lib/"))
    fail_msg ("\"%s\"", o->sparse);
}

/* cuSOLVER calls cuBLAS. */
static void companions_are_of_one_toolkit (void **state)
{
  (void)state;
  static const nd_cuda_library blas_first[] = {ND_CUDA_BLAS, ND_CUDA_SOLVER};
  static const nd_cuda_library solver_first[] = {ND_CUDA_SOLVER, ND_CUDA_BLAS};
  static const nd_cuda_library others[] = {ND_CUDA_NVRTC, ND_CUDA_FFT};
  put_library ("part/lib/libcublas.so.12");
  put_library ("part/lib/libcufft.so.11");
  put_library ("whole/lib/libnvrtc.so.12");
  put_library ("whole/lib/libcublas.so.12");
  put_library ("whole/lib/libcusolver.so.11");
  put_library ("whole/lib/libcufft.so.11");
#define BOTH ENVIRONMENT (CUDA_12, {"CUDA_PATH", "part"}, {"CUDA_HOME", "whole"})
  const outcome *o = in_child (BOTH, blas_first, 2);
  assert_says (o, "cuda:0 needs cuSOLVER (libcusolver.so.11) of the same installation of CUDA as ");
  assert_says (o, "part/lib/libcublas.so.12, beside which it was not found. Install it there, or "
                  "let the environment variables ND_CUSOLVER_LIBRARY and ND_CUBLAS_LIBRARY name "
                  "the files.");
  assert_found (in_child (BOTH, solver_first, 2), "whole/lib/libcublas.so.12");
  assert_found (in_child (BOTH, others, 2), "whole/lib/libcufft.so.11");
}

static void what_is_missing_is_said (void **state)
{
  (void)state;
  const outcome *o =
      find_one (ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", "=11080"}), ND_CUDA_NVRTC);
  assert_says (o, "cuda:0 needs NVRTC (libnvrtc.so.11.2), which was not found: looked in CUDA_PATH "
                  "and CUDA_HOME, where the dynamic loader looks, in /usr/local/cuda");
  assert_says (o, "Install CUDA 11 (the driver works with 11.8), for example by pip install "
                  "nvidia-cuda-nvrtc-cu11, or let the environment variable ND_NVRTC_LIBRARY name "
                  "the file.");
}

static void files_that_cannot_be_opened_are_said (void **state)
{
  (void)state;
  put_file ("damaged/lib/libcufft.so.10", "/proc/self/cmdline");
  const outcome *o = find_one (
      ENVIRONMENT ({"ND_STANDIN_DRIVER_VERSION", "=11080"}, {"CUDA_PATH", "damaged"}), ND_CUDA_FFT);
  assert_says (o, "damaged/lib/libcufft.so.10: file too short");
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (the_environment_names_files),
      cmocka_unit_test (toolkits_are_found_by_their_variables),
      cmocka_unit_test (libraries_know_the_card),
      cmocka_unit_test (libraries_are_found_in_all_the_usual_places),
      cmocka_unit_test (wheels_of_another_release_are_let_be),
      cmocka_unit_test (the_loader_is_asked_by_name),
      cmocka_unit_test (all_libraries_are_of_one_version),
      cmocka_unit_test (files_are_named_as_each_release_names_them),
      cmocka_unit_test (a_name_of_two_releases_is_not_enough),
      cmocka_unit_test (what_a_library_needs_is_of_its_release),
      cmocka_unit_test (companions_are_of_one_toolkit),
      cmocka_unit_test (what_is_missing_is_said),
      cmocka_unit_test (files_that_cannot_be_opened_are_said),
  };
  return cmocka_run_group_tests_name ("cuda: finding libraries", tests, make_folder, remove_folder);
}
