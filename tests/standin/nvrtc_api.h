/* The part of NVRTC's interface that the stand-in has.

   Purpose    As driver_api.h, for <nvrtc.h>.
   Ownership  As NVIDIA documents it.
   Threads    Any; calls take turns.
   Failures   NVRTC's error numbers. */
#ifndef TESTS_STANDIN_NVRTC_API_H
#define TESTS_STANDIN_NVRTC_API_H

#include "driver_api.h"

#ifdef ND_WITH_TOOLKIT
#include <nvrtc.h>
#else
typedef enum {
  NVRTC_SUCCESS = 0,
  NVRTC_ERROR_OUT_OF_MEMORY = 1,
  NVRTC_ERROR_PROGRAM_CREATION_FAILURE = 2,
  NVRTC_ERROR_INVALID_INPUT = 3,
  NVRTC_ERROR_INVALID_PROGRAM = 4,
  NVRTC_ERROR_INVALID_OPTION = 5,
  NVRTC_ERROR_COMPILATION = 6,
  NVRTC_ERROR_INTERNAL_ERROR = 11
} nvrtcResult;
typedef struct _nvrtcProgram *nvrtcProgram;
#endif

STANDIN_EXPORT const char *nvrtcGetErrorString (nvrtcResult result);
STANDIN_EXPORT nvrtcResult nvrtcVersion (int *major, int *minor);
STANDIN_EXPORT nvrtcResult nvrtcGetNumSupportedArchs (int *count);
STANDIN_EXPORT nvrtcResult nvrtcGetSupportedArchs (int *architectures);
STANDIN_EXPORT nvrtcResult nvrtcCreateProgram (nvrtcProgram *program, const char *source,
                                               const char *name, int header_count,
                                               const char *const *headers,
                                               const char *const *include_names);
STANDIN_EXPORT nvrtcResult nvrtcDestroyProgram (nvrtcProgram *program);
STANDIN_EXPORT nvrtcResult nvrtcCompileProgram (nvrtcProgram program, int option_count,
                                                const char *const *options);
STANDIN_EXPORT nvrtcResult nvrtcGetProgramLogSize (nvrtcProgram program, size_t *size);
STANDIN_EXPORT nvrtcResult nvrtcGetProgramLog (nvrtcProgram program, char *log);
STANDIN_EXPORT nvrtcResult nvrtcGetCUBINSize (nvrtcProgram program, size_t *size);
STANDIN_EXPORT nvrtcResult nvrtcGetCUBIN (nvrtcProgram program, char *image);
STANDIN_EXPORT nvrtcResult nvrtcGetPTXSize (nvrtcProgram program, size_t *size);
STANDIN_EXPORT nvrtcResult nvrtcGetPTX (nvrtcProgram program, char *image);
#endif
