/* Where NVIDIA's libraries are. */
#define _GNU_SOURCE
#include "device/cuda/libraries.h"
#include <dlfcn.h>
#include <glob.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 4096, MOST_NEEDED = 4 };

typedef struct {
  const char *name;          /* as NVIDIA writes it */
  const char *variable;      /* of the environment, names another file */
  const char *wheel;         /* Python's package that holds it */
  nd_cuda_library companion; /* uses it, or is used by it, so both are of one toolkit */
} library_facts;

static const library_facts facts[] = {
    [ND_CUDA_NVRTC] = {"NVRTC", "ND_NVRTC_LIBRARY", "nvidia-cuda-nvrtc", ND_CUDA_NVRTC},
    [ND_CUDA_BLAS] = {"cuBLAS", "ND_CUBLAS_LIBRARY", "nvidia-cublas", ND_CUDA_SOLVER},
    [ND_CUDA_SOLVER] = {"cuSOLVER", "ND_CUSOLVER_LIBRARY", "nvidia-cusolver", ND_CUDA_BLAS},
    [ND_CUDA_FFT] = {"cuFFT", "ND_CUFFT_LIBRARY", "nvidia-cufft", ND_CUDA_FFT},
};
_Static_assert(sizeof facts / sizeof facts[0] == ND_CUDA_LIBRARY_COUNT, "one row per library");

typedef struct {
  const char *file;
  const char *needs[MOST_NEEDED]; /* opened first, in this order */
} library_files;

/* One major version of CUDA. */
typedef struct {
  int major, oldest_card; /* 75: compute capability 7.5 */
  const char *wheel_suffix;
  library_files libraries[ND_CUDA_LIBRARY_COUNT];
} release;

static const release releases[] = {
    {13,
     75,
     "",
     {{"libnvrtc.so.13", {0}},
      {"libcublas.so.13", {"libcublasLt.so.13"}},
      {"libcusolver.so.12",
       {"libcublasLt.so.13", "libcublas.so.13", "libnvJitLink.so.13", "libcusparse.so.12"}},
      {"libcufft.so.12", {0}}}},
    {12,
     50,
     "-cu12",
     {{"libnvrtc.so.12", {0}},
      {"libcublas.so.12", {"libcublasLt.so.12"}},
      {"libcusolver.so.11",
       {"libcublasLt.so.12", "libcublas.so.12", "libnvJitLink.so.12", "libcusparse.so.12"}},
      {"libcufft.so.11", {0}}}},
    {11,
     35,
     "-cu11",
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
  bool was_found; /* not named by the environment */
} opened_library;

static opened_library opened[ND_CUDA_LIBRARY_COUNT];
static char problem[512]; /* why a file that is there could not be opened; empty: there is none */
static const release *chosen; /* the release of what was found first; the others must be of it */
static char
    first_root[PATH_SIZE]; /* and the folder of its toolkit, where the others are expected */

/* ---- toolkits ---------------------------------------------------------------------------- */

/* What the libraries of one toolkit have in common: their folder, or the folder nvidia of Python's
   wheels, each of which has a folder lib of its own below. */
static void find_root (const char *path, char root[PATH_SIZE])
{
  static const char wheels[] = "/nvidia";
  const char *name = strrchr (path, '/');
  snprintf (root, PATH_SIZE, "%.*s", name ? (int)(name - path) : 0, path);
  char *lib = strrchr (root, '/');
  if (!lib || strcmp (lib, "/lib") != 0)
    return;
  *lib = '\0';
  char *package = strrchr (root, '/');
  size_t length = strlen (wheels);
  if (package && (size_t)(package - root) >= length &&
      strncmp (package - length, wheels, length) == 0)
    *package = '\0';
  else
    *lib = '/';
}

/* Is the file one of a release's? */
static bool is_file_of (const release *r, const char *file)
{
  for (int i = 0; i < ND_CUDA_LIBRARY_COUNT; i++) {
    const library_files *files = &r->libraries[i];
    if (strcmp (files->file, file) == 0)
      return true;
    for (int k = 0; k < MOST_NEEDED && files->needs[k]; k++)
      if (strcmp (files->needs[k], file) == 0)
        return true;
  }
  return false;
}

/* Can a library that needs the file be of the release? */
static bool may_need (const release *r, const char *file)
{
  if (is_file_of (r, file))
    return true;
  for (int i = 0; i < RELEASES; i++)
    if (is_file_of (&releases[i], file))
      return false;
  return true;
}

/* Two releases may have a file of the same name, such as libcusolver.so.11: what it needs tells
   them apart. */
static bool is_of_release (void *handle, const release *r)
{
  struct link_map *map;
  const char *names = NULL;
  if (dlinfo (handle, RTLD_DI_LINKMAP, &map) != 0)
    return true;
  for (const ElfW (Dyn) *d = map->l_ld; d->d_tag != DT_NULL; d++)
    if (d->d_tag == DT_STRTAB) /* not every loader turns it into an address */
      names =
          (const char *)(d->d_un.d_ptr < map->l_addr ? map->l_addr + d->d_un.d_ptr : d->d_un.d_ptr);
  for (const ElfW (Dyn) *d = map->l_ld; names && d->d_tag != DT_NULL; d++)
    if (d->d_tag == DT_NEEDED && !may_need (r, names + d->d_un.d_val))
      return false;
  return true;
}

/* ---- opening files ----------------------------------------------------------------------- */

static void *open_file (const char *path)
{
  return dlopen (path, RTLD_LAZY | RTLD_LOCAL);
}

static void *open_of_release (const char *path, const release *r)
{
  void *handle = open_file (path);
  if (!handle || is_of_release (handle, r))
    return handle;
  dlclose (handle);
  return NULL;
}

/* Opens the first file that fits the pattern and can be opened. */
static void *open_pattern (const char *pattern, const release *r)
{
  glob_t found;
  void *handle = NULL;
  if (glob (pattern, 0, NULL, &found) == 0)
    for (size_t i = 0; !handle && i < found.gl_pathc; i++)
      handle = open_of_release (found.gl_pathv[i], r);
  globfree (&found);
  return handle;
}

/* Opens what a library needs, from its own folder or from its neighbours in the layout of Python's
   wheels; what is not there is left to the loader. */
static void open_needed (const char *folder, const char *file, const release *r)
{
  static const char *const layouts[] = {"%s/%s", "%s/../../*/lib/%s"};
  char pattern[PATH_SIZE];
  for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
    if (snprintf (pattern, sizeof pattern, layouts[i], folder, file) < PATH_SIZE &&
        open_pattern (pattern, r))
      return;
}

static void *open_with_needs (const char *path, nd_cuda_library library, const release *r)
{
  const library_files *files = &r->libraries[library];
  char folder[PATH_SIZE];
  snprintf (folder, sizeof folder, "%.*s", (int)(strrchr (path, '/') - path), path);
  for (int i = 0; i < MOST_NEEDED && files->needs[i]; i++)
    open_needed (folder, files->needs[i], r);
  void *handle = open_file (path);
  if (!handle)
    snprintf (problem, sizeof problem, " (but: %s)", dlerror ());
  else if (!is_of_release (handle, r)) {
    dlclose (handle);
    handle = NULL;
    snprintf (problem, sizeof problem, " (but %s is of another CUDA than %d)", path, r->major);
  }
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

static void *open_newest (const char *pattern, nd_cuda_library library, const release *r)
{
  glob_t found;
  void *handle = NULL;
  if (glob (pattern, 0, NULL, &found) == 0)
    for (size_t i = found.gl_pathc; !handle && i > 0; i--) /* the newest comes last */
      handle = open_with_needs (found.gl_pathv[i - 1], library, r);
  globfree (&found);
  return handle;
}

static void *look_at (size_t place, nd_cuda_library library, const release *r)
{
  const char *file = r->libraries[library].file;
  char pattern[PATH_SIZE];
  if (!places[place].pattern)
    return open_of_release (file, r);
  return pattern_at (place, file, pattern) ? open_newest (pattern, library, r) : NULL;
}

static void *look_everywhere (nd_cuda_library library, const release *r)
{
  void *handle = NULL;
  for (size_t place = 0; !handle && place < sizeof places / sizeof places[0]; place++)
    handle = look_at (place, library, r);
  return handle;
}

static void *look_in_root (const char *root, nd_cuda_library library, const release *r)
{
  static const char *const layouts[] = {"%s/%s", "%s/*/lib/%s"};
  const char *file = r->libraries[library].file;
  char pattern[PATH_SIZE];
  void *handle = NULL;
  for (size_t i = 0; !handle && i < sizeof layouts / sizeof layouts[0]; i++)
    if (snprintf (pattern, sizeof pattern, layouts[i], root, file) < PATH_SIZE)
      handle = open_newest (pattern, library, r);
  return handle;
}

/* In the toolkit of the library that it works with; else in that of the first library, else in any.
 */
static void *look_in_toolkits (nd_cuda_library library, const release *r)
{
  const opened_library *companion = &opened[facts[library].companion];
  char root[PATH_SIZE];
  if (companion->was_found) {
    find_root (companion->path, root);
    return look_in_root (root, library, r);
  }
  void *handle = chosen ? look_in_root (first_root, library, r) : NULL;
  return handle ? handle : look_everywhere (library, r);
}

/* May driver and card run what this release makes? */
static bool suits (const release *r, const nd_cuda *cuda)
{
  if (chosen)
    return r == chosen;
  return r->major <= cuda->driver->version / 1000 &&
         r->oldest_card <= cuda->major * 10 + cuda->minor;
}

static void *look_for (const nd_cuda *cuda, nd_cuda_library library)
{
  problem[0] = '\0';
  for (int i = 0; i < RELEASES; i++) {
    if (!suits (&releases[i], cuda))
      continue;
    void *handle = look_in_toolkits (library, &releases[i]);
    if (!handle)
      continue;
    if (!chosen)
      find_root (nd_cuda_file_of (handle), first_root);
    chosen = &releases[i];
    return handle;
  }
  return NULL;
}

/* ---- errors ------------------------------------------------------------------------------ */

/* The newest release that would do. */
static const release *wanted_release (const nd_cuda *cuda)
{
  int i = 0;
  while (i < RELEASES - 1 && !suits (&releases[i], cuda))
    i++;
  return &releases[i];
}

static nd_status not_found (const nd_cuda *cuda, nd_cuda_library library, nd_error *error)
{
  const library_facts *f = &facts[library];
  const release *r = wanted_release (cuda);
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

/* It was looked for only where the library is that it works with. */
static nd_status not_beside (const nd_cuda *cuda, nd_cuda_library library,
                             const opened_library *companion, nd_error *error)
{
  const library_facts *f = &facts[library];
  return nd_fail (
      error, ND_NO_DEVICE,
      "%s needs %s (%s) of the same installation of CUDA as %s, beside which it was not "
      "found%s. Install it there, or let the environment variables %s and %s name the "
      "files.",
      cuda->device->name, f->name, chosen->libraries[library].file, companion->path, problem,
      f->variable, facts[f->companion].variable);
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
  } else {
    o->handle = look_for (cuda, library);
    o->was_found = o->handle != NULL;
  }
  const opened_library *companion = &opened[facts[library].companion];
  if (!o->handle)
    return companion->was_found ? not_beside (cuda, library, companion, error)
                                : not_found (cuda, library, error);
  o->path = nd_cuda_file_of (o->handle);
  *handle = o->handle;
  return ND_OK;
}

const char *nd_cuda_library_path (nd_cuda *cuda, nd_cuda_library library)
{
  void *handle;
  return nd_cuda_library_open (cuda, library, &handle, NULL) == ND_OK ? opened[library].path : NULL;
}
