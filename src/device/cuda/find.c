/* Where NVIDIA's libraries are. */
#define _GNU_SOURCE
#include "device/cuda/libraries.h"
#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, MOST_NEEDED = 4 };

typedef struct {
  const char *name;     /* as NVIDIA writes it */
  const char *variable; /* of the environment, names another file */
  const char *wheel;    /* Python's package that holds it */
} library_facts;

static const library_facts facts[] = {
    [ND_CUDA_NVRTC] = {"NVRTC", "ND_NVRTC_LIBRARY", "nvidia-cuda-nvrtc"},
    [ND_CUDA_BLAS] = {"cuBLAS", "ND_CUBLAS_LIBRARY", "nvidia-cublas"},
    [ND_CUDA_SOLVER] = {"cuSOLVER", "ND_CUSOLVER_LIBRARY", "nvidia-cusolver"},
    [ND_CUDA_FFT] = {"cuFFT", "ND_CUFFT_LIBRARY", "nvidia-cufft"},
};
_Static_assert(sizeof facts / sizeof facts[0] == ND_CUDA_LIBRARY_COUNT, "one row per library");

typedef struct {
  const char *file;
  const char *needs[MOST_NEEDED]; /* opened first, in this order */
} library_files;

/* One major version of CUDA. */
typedef struct {
  int major;
  const char *wheel_suffix;
  const char *builtins; /* NVRTC looks for this by its bare name, when it compiles */
  library_files libraries[ND_CUDA_LIBRARY_COUNT];
} release;

static const release releases[] = {
    {13,
     "",
     "libnvrtc-builtins.so.13.*",
     {{"libnvrtc.so.13", {0}},
      {"libcublas.so.13", {"libcublasLt.so.13"}},
      {"libcusolver.so.12",
       {"libcublasLt.so.13", "libcublas.so.13", "libnvJitLink.so.13", "libcusparse.so.12"}},
      {"libcufft.so.12", {0}}}},
    {12,
     "-cu12",
     "libnvrtc-builtins.so.12.*",
     {{"libnvrtc.so.12", {0}},
      {"libcublas.so.12", {"libcublasLt.so.12"}},
      {"libcusolver.so.11",
       {"libcublasLt.so.12", "libcublas.so.12", "libnvJitLink.so.12", "libcusparse.so.12"}},
      {"libcufft.so.11", {0}}}},
    {11,
     "-cu11",
     "libnvrtc-builtins.so.11.*",
     {{"libnvrtc.so.11.2", {0}},
      {"libcublas.so.11", {"libcublasLt.so.11"}},
      {"libcusolver.so.11", {"libcublasLt.so.11", "libcublas.so.11", "libcusparse.so.11"}},
      {"libcufft.so.10", {0}}}},
};
enum { RELEASES = sizeof releases / sizeof releases[0] };

/* Where to look, in this order; a pattern follows what the environment variable holds.  The row of
   the dynamic loader has no pattern. */
static const struct {
  const char *variable, *pattern;
} places[] = {
    {"CUDA_PATH", "/lib64"},
    {"CUDA_PATH", "/lib"},
    {"CUDA_HOME", "/lib64"},
    {"CUDA_HOME", "/lib"},
    {NULL, NULL},
    {NULL, "/usr/local/cuda/lib64"},
    {NULL, "/usr/local/cuda-*/lib64"},
    {NULL, "/opt/cuda/lib64"},
    {"CONDA_PREFIX", "/lib"},
    {"CONDA_PREFIX", "/lib/python3*/site-packages/nvidia/*/lib"},
    {"VIRTUAL_ENV", "/lib/python3*/site-packages/nvidia/*/lib"},
    {"HOME", "/.local/lib/python3*/site-packages/nvidia/*/lib"},
    {NULL, "/usr/local/lib/python3*/dist-packages/nvidia/*/lib"},
    {NULL, "/usr/local/lib/python3*/site-packages/nvidia/*/lib"},
    {NULL, "/usr/lib/python3*/site-packages/nvidia/*/lib"},
};

typedef struct {
  void *handle;
  const char *path;
} opened_library;

static opened_library opened[ND_CUDA_LIBRARY_COUNT];
static char problem[512]; /* why a file that is there could not be opened; empty: there is none */
static const release *chosen; /* the release of what was found first; the others must be of it */

/* ---- opening files ----------------------------------------------------------------------- */

static void *open_file (const char *path)
{
  return dlopen (path, RTLD_LAZY | RTLD_LOCAL);
}

/* Opens the first file that fits the pattern and can be opened. */
static void *open_pattern (const char *pattern)
{
  glob_t found;
  void *handle = NULL;
  if (glob (pattern, 0, NULL, &found) == 0)
    for (size_t i = 0; !handle && i < found.gl_pathc; i++)
      handle = open_file (found.gl_pathv[i]);
  globfree (&found);
  return handle;
}

/* Opens what a library needs, from its own folder or from its neighbours in the layout of Python's
   wheels; what is not there is left to the loader. */
static void open_needed (const char *folder, const char *file)
{
  static const char *const layouts[] = {"%s/%s", "%s/../../*/lib/%s"};
  char pattern[PATH_SIZE];
  for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
    if (snprintf (pattern, sizeof pattern, layouts[i], folder, file) < PATH_SIZE &&
        open_pattern (pattern))
      return;
}

static void *open_with_needs (const char *path, const library_files *files)
{
  char folder[PATH_SIZE];
  snprintf (folder, sizeof folder, "%.*s", (int)(strrchr (path, '/') - path), path);
  for (int i = 0; i < MOST_NEEDED && files->needs[i]; i++)
    open_needed (folder, files->needs[i]);
  void *handle = open_file (path);
  if (!handle)
    snprintf (problem, sizeof problem, " (but: %s)", dlerror ());
  return handle;
}

/* ---- looking ----------------------------------------------------------------------------- */

/* "/usr/local/cuda/lib64/libcublas.so.12"; false where the variable is not set. */
static bool pattern_at (size_t place, const char *file, char *pattern)
{
  const char *start = "";
  if (places[place].variable)
    start = getenv (places[place].variable);
  return start &&
         snprintf (pattern, PATH_SIZE, "%s%s/%s", start, places[place].pattern, file) < PATH_SIZE;
}

static void *look_at (size_t place, const library_files *files)
{
  char pattern[PATH_SIZE];
  glob_t found;
  void *handle = NULL;
  if (!places[place].pattern)
    return open_file (files->file);
  if (!pattern_at (place, files->file, pattern))
    return NULL;
  if (glob (pattern, 0, NULL, &found) == 0)
    for (size_t i = found.gl_pathc; !handle && i > 0; i--) /* the newest comes last */
      handle = open_with_needs (found.gl_pathv[i - 1], files);
  globfree (&found);
  return handle;
}

static void *look_everywhere (const library_files *files)
{
  void *handle = NULL;
  for (size_t place = 0; !handle && place < sizeof places / sizeof places[0]; place++)
    handle = look_at (place, files);
  return handle;
}

/* May the driver run what this release makes? */
static bool suits (const release *r, const nd_cuda_driver *driver)
{
  return chosen ? r == chosen : r->major <= driver->version / 1000;
}

static void open_builtins (const release *r, const char *path)
{
  char pattern[PATH_SIZE];
  const char *name = strrchr (path, '/');
  if (name && snprintf (pattern, sizeof pattern, "%.*s/%s", (int)(name - path), path, r->builtins) <
                  PATH_SIZE)
    open_pattern (pattern);
}

static void *look_for (const nd_cuda_driver *driver, nd_cuda_library library)
{
  problem[0] = '\0';
  for (int i = 0; i < RELEASES; i++) {
    if (!suits (&releases[i], driver))
      continue;
    void *handle = look_everywhere (&releases[i].libraries[library]);
    if (!handle)
      continue;
    chosen = &releases[i];
    if (library == ND_CUDA_NVRTC)
      open_builtins (chosen, nd_cuda_file_of (handle));
    return handle;
  }
  return NULL;
}

/* ---- errors ------------------------------------------------------------------------------ */

/* The newest release that would do. */
static const release *wanted_release (const nd_cuda_driver *driver)
{
  int i = 0;
  while (i < RELEASES - 1 && !suits (&releases[i], driver))
    i++;
  return &releases[i];
}

static nd_status not_found (const nd_cuda *cuda, nd_cuda_library library, nd_error *error)
{
  const library_facts *f = &facts[library];
  const release *r = wanted_release (cuda->driver);
  return nd_fail (
      error, ND_NO_DEVICE,
      "%s needs %s (%s), which was not found: looked in CUDA_PATH and CUDA_HOME, where the dynamic "
      "loader looks, in /usr/local/cuda, /usr/local/cuda-*, /opt/cuda and in the nvidia folders of "
      "Python's packages%s. Install CUDA %d (the driver works with %d.%d), for example by pip "
      "install %s%s, or let the environment variable %s name the file.",
      cuda->device->name, f->name, r->libraries[library].file, problem, r->major,
      cuda->driver->version / 1000, cuda->driver->version % 1000 / 10, f->wheel, r->wheel_suffix,
      f->variable);
}

static nd_status not_opened (const nd_cuda *cuda, nd_cuda_library library, nd_error *error)
{
  const library_facts *f = &facts[library];
  return nd_fail (error, ND_NO_DEVICE,
                  "%s needs %s, but the file that the environment variable %s names could not be "
                  "opened: %s. Unset the variable to have the usual places looked at.",
                  cuda->device->name, f->name, f->variable, dlerror ());
}

/* ---- for others -------------------------------------------------------------------------- */

nd_status nd_cuda_library_open (nd_cuda *cuda, nd_cuda_library library, void **handle,
                                nd_error *error)
{
  const char *replacement = getenv (facts[library].variable);
  opened_library *o = &opened[library];
  if (o->handle) {
    *handle = o->handle;
    return ND_OK;
  }
  if (replacement && *replacement) {
    o->handle = open_file (replacement);
    if (!o->handle)
      return not_opened (cuda, library, error);
  } else
    o->handle = look_for (cuda->driver, library);
  if (!o->handle)
    return not_found (cuda, library, error);
  o->path = nd_cuda_file_of (o->handle);
  *handle = o->handle;
  return ND_OK;
}

const char *nd_cuda_library_path (nd_cuda *cuda, nd_cuda_library library)
{
  void *handle;
  return nd_cuda_library_open (cuda, library, &handle, NULL) == ND_OK ? opened[library].path : NULL;
}
