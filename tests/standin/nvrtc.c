/* NVRTC: options, logs and images; compile.c does the work. */
#define _GNU_SOURCE
#include "nvrtc_api.h"
#include "compile.h"
#include "standin.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int architectures[] = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};
enum { ARCHITECTURES = sizeof architectures / sizeof architectures[0], USUAL_ARCHITECTURE = 75 };

struct _nvrtcProgram {
  struct object object;
  char *source, *name;
  struct text log, cubin, ptx;
};

uint64_t standin_hash (const void *bytes, size_t size, uint64_t start)
{
  const unsigned char *p = bytes;
  uint64_t hash = start ^ 14695981039346656037ull; /* FNV-1a */
  for (size_t i = 0; i < size; i++)
    hash = (hash ^ p[i]) * 1099511628211ull;
  return hash;
}

static nvrtcResult as_nvrtc (CUresult result)
{
  return result == CUDA_ERROR_OUT_OF_MEMORY ? NVRTC_ERROR_OUT_OF_MEMORY
                                            : NVRTC_ERROR_INTERNAL_ERROR;
}

static int version (void)
{
  return (int)standin_number ("ND_STANDIN_NVRTC_VERSION", STANDIN_DRIVER_VERSION);
}

const char *nvrtcGetErrorString (nvrtcResult result)
{
  static const struct {
    nvrtcResult result;
    const char *name;
  } names[] = {{NVRTC_SUCCESS, "NVRTC_SUCCESS"},
               {NVRTC_ERROR_OUT_OF_MEMORY, "NVRTC_ERROR_OUT_OF_MEMORY"},
               {NVRTC_ERROR_INVALID_INPUT, "NVRTC_ERROR_INVALID_INPUT"},
               {NVRTC_ERROR_INVALID_PROGRAM, "NVRTC_ERROR_INVALID_PROGRAM"},
               {NVRTC_ERROR_INVALID_OPTION, "NVRTC_ERROR_INVALID_OPTION"},
               {NVRTC_ERROR_COMPILATION, "NVRTC_ERROR_COMPILATION"},
               {NVRTC_ERROR_INTERNAL_ERROR, "NVRTC_ERROR_INTERNAL_ERROR"}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (names[i].result == result)
      return names[i].name;
  return "NVRTC_ERROR unknown";
}

nvrtcResult nvrtcVersion (int *major, int *minor)
{
  ENTER_AS (NEEDS_NOTHING, as_nvrtc);
  if (!major || !minor)
    return NVRTC_ERROR_INVALID_INPUT;
  *major = version () / 1000;
  *minor = version () % 1000 / 10;
  return NVRTC_SUCCESS;
}

nvrtcResult nvrtcGetNumSupportedArchs (int *count)
{
  ENTER_AS (NEEDS_NOTHING, as_nvrtc);
  if (!count)
    return NVRTC_ERROR_INVALID_INPUT;
  *count = ARCHITECTURES;
  return NVRTC_SUCCESS;
}

nvrtcResult nvrtcGetSupportedArchs (int *list)
{
  ENTER_AS (NEEDS_NOTHING, as_nvrtc);
  if (!list)
    return NVRTC_ERROR_INVALID_INPUT;
  memcpy (list, architectures, sizeof architectures);
  return NVRTC_SUCCESS;
}

/* ---- programs ---------------------------------------------------------------------------- */

static nvrtcResult destroy (nvrtcProgram program)
{
  free (program->source);
  free (program->name);
  text_free (&program->log);
  text_free (&program->cubin);
  text_free (&program->ptx);
  object_free (program);
  return NVRTC_SUCCESS;
}

nvrtcResult nvrtcCreateProgram (nvrtcProgram *out, const char *source, const char *name,
                                int header_count, const char *const *headers,
                                const char *const *include_names)
{
  ENTER_AS (NEEDS_NOTHING, as_nvrtc);
  (void)headers;
  (void)include_names;
  if (!out || !source || header_count != 0)
    return NVRTC_ERROR_INVALID_INPUT;
  nvrtcProgram program = object_new (sizeof *program, OBJECT_PROGRAM, NULL);
  if (!program)
    return NVRTC_ERROR_OUT_OF_MEMORY;
  program->source = strdup (source);
  program->name = strdup (name ? name : "default_program");
  if (!program->source || !program->name) {
    destroy (program);
    return NVRTC_ERROR_OUT_OF_MEMORY;
  }
  *out = program;
  return NVRTC_SUCCESS;
}

nvrtcResult nvrtcDestroyProgram (nvrtcProgram *program)
{
  ENTER_AS (NEEDS_NOTHING, as_nvrtc);
  if (!program || !object_is (*program, OBJECT_PROGRAM))
    return NVRTC_ERROR_INVALID_PROGRAM;
  destroy (*program);
  *program = NULL;
  return NVRTC_SUCCESS;
}

/* ---- options ----------------------------------------------------------------------------- */

/* What the options of a compilation say. */
struct options {
  int architecture;
  bool is_virtual; /* compute_90: PTX only */
  struct text defines;
};

/* Options that change nothing here; one that ends with `=` takes a value. */
static const char *const ignored[] = {"--fmad=",
                                      "-fmad=",
                                      "--std=",
                                      "-std=",
                                      "--ptxas-options=",
                                      "-Xptxas=",
                                      "--maxrregcount=",
                                      "--extra-device-vectorization",
                                      "-w",
                                      "--device-debug",
                                      "-G",
                                      "--disable-warnings",
                                      "--generate-line-info",
                                      "-lineinfo",
                                      "-default-device",
                                      "--split-compile=",
                                      "--device-as-default-execution-space",
                                      "--restrict",
                                      "--dopt=",
                                      "-dopt=",
                                      "--no-cache",
                                      "--ftz=",
                                      "--prec-div=",
                                      "--prec-sqrt=",
                                      "--diag-suppress=",
                                      "--minimal",
                                      "-minimal",
                                      "--pch",
                                      "-arch"};

static bool is_ignored (const char *option)
{
  for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++) {
    size_t n = strlen (ignored[i]);
    if (strncmp (option, ignored[i], n) == 0 && (ignored[i][n - 1] == '=' || option[n] == '\0'))
      return true;
  }
  return false;
}

static bool is_known_architecture (int architecture)
{
  for (int i = 0; i < ARCHITECTURES; i++)
    if (architectures[i] == architecture)
      return true;
  return false;
}

/* "sm_90" or "compute_90", the real and the virtual architecture. */
static bool read_architecture (struct options *options, const char *value)
{
  char *end;
  options->is_virtual = strncmp (value, "compute_", 8) == 0;
  if (!options->is_virtual && strncmp (value, "sm_", 3) != 0)
    return false;
  options->architecture = (int)strtol (strchr (value, '_') + 1, &end, 10);
  return *end == '\0' && is_known_architecture (options->architecture);
}

static bool read_option (struct options *options, const char *option)
{
  static const char *const names[] = {"-arch=", "--gpu-architecture="};
  for (int i = 0; i < 2; i++)
    if (strncmp (option, names[i], strlen (names[i])) == 0)
      return read_architecture (options, option + strlen (names[i]));
  if (strncmp (option, "-D", 2) != 0)
    return is_ignored (option);
  text_add (&options->defines, "%s ", option);
  return true;
}

/* ---- compiling --------------------------------------------------------------------------- */

static void write_images (nvrtcProgram program, const struct text *library,
                          const struct options *options)
{
  struct image image = {.magic = IMAGE_MAGIC,
                        .architecture = options->architecture,
                        .size = (unsigned int)library->length,
                        .hash = standin_hash (library->bytes, library->length, 0)};
  struct text whole = {0};
  text_add_bytes (&whole, (const char *)&image, sizeof image);
  text_add_bytes (&whole, library->bytes, library->length);
  text_add (&program->ptx, PTX_FORMAT, version (), options->architecture,
            (unsigned int)whole.length);
  for (size_t i = 0; i < whole.length; i++)
    text_add_bytes (&program->ptx,
                    (char[]){"0123456789abcdef"[whole.bytes[i] >> 4 & 15],
                             "0123456789abcdef"[whole.bytes[i] & 15]},
                    2);
  if (!options->is_virtual)
    text_add_bytes (&program->cubin, whole.bytes, whole.length);
  text_free (&whole);
}

/* NVRTC before 12.6.2 changes the locale, and so does this one when it plays such a version. */
static void disturb_locale (void)
{
  if (version () < 12062)
    setlocale (LC_ALL, "C.UTF-8");
}

nvrtcResult nvrtcCompileProgram (nvrtcProgram program, int option_count, const char *const *options)
{
  ENTER_AS (NEEDS_NOTHING, as_nvrtc);
  if (!object_is (program, OBJECT_PROGRAM))
    return NVRTC_ERROR_INVALID_PROGRAM;
  struct options read = {.architecture = USUAL_ARCHITECTURE, .is_virtual = true};
  struct text library = {0};
  nvrtcResult result = NVRTC_SUCCESS;
  disturb_locale ();
  text_free (&program->log);
  text_free (&program->cubin);
  text_free (&program->ptx);
  for (int i = 0; i < option_count && result == NVRTC_SUCCESS; i++)
    if (!read_option (&read, options[i])) {
      text_add (&program->log, "nvrtc: error: invalid value for option, or no option: %s\n",
                options[i]);
      result = NVRTC_ERROR_INVALID_OPTION;
    }
  if (result == NVRTC_SUCCESS &&
      !compile (program->source, program->name, read.defines.bytes ? read.defines.bytes : "",
                &library, &program->log))
    result = NVRTC_ERROR_COMPILATION;
  if (result == NVRTC_SUCCESS) {
    keep_source (program->source);
    text_free (&program->log);
    write_images (program, &library, &read);
  }
  text_free (&read.defines);
  text_free (&library);
  return result;
}

/* ---- results ----------------------------------------------------------------------------- */

static nvrtcResult give_size (nvrtcProgram program, const struct text *text, size_t extra,
                              size_t *size)
{
  if (!object_is (program, OBJECT_PROGRAM))
    return NVRTC_ERROR_INVALID_PROGRAM;
  if (!size)
    return NVRTC_ERROR_INVALID_INPUT;
  *size = text->length > 0 || extra > 0 ? text->length + extra : 0;
  return NVRTC_SUCCESS;
}

static nvrtcResult give (nvrtcProgram program, const struct text *text, size_t extra, char *to)
{
  if (!object_is (program, OBJECT_PROGRAM))
    return NVRTC_ERROR_INVALID_PROGRAM;
  if (!to)
    return NVRTC_ERROR_INVALID_INPUT;
  if (text->length > 0)
    memcpy (to, text->bytes, text->length);
  if (extra > 0)
    to[text->length] = '\0';
  return NVRTC_SUCCESS;
}

/* What a program has: the text and its size, with `extra` bytes at its end. */
#define DEFINE_GETTERS(name, member, extra)                                                        \
  nvrtcResult nvrtcGet##name##Size (nvrtcProgram program, size_t *size)                            \
  {                                                                                                \
    ENTER_AS (NEEDS_NOTHING, as_nvrtc);                                                            \
    return give_size (program, &program->member, extra, size);                                     \
  }                                                                                                \
  nvrtcResult nvrtcGet##name (nvrtcProgram program, char *to)                                      \
  {                                                                                                \
    ENTER_AS (NEEDS_NOTHING, as_nvrtc);                                                            \
    return give (program, &program->member, extra, to);                                            \
  }
DEFINE_GETTERS (ProgramLog, log, 1)
DEFINE_GETTERS (CUBIN, cubin, 0)
DEFINE_GETTERS (PTX, ptx, 1)
