/* NVRTC: CUDA C to machine code.

   Purpose    Compiles a text for the card: machine code for its architecture, or for an older one
              of the same major version, which runs, too (but not where either is a system on a
              chip); else PTX, which the driver compiles, as for cards that are newer than NVRTC.
   Ownership  The code belongs to the caller, who gives it to nd_free.
   Threads    Only the thread that runs Octave.
   Failures   ND_NO_DEVICE when NVRTC is missing or too old, or does not know the card; ND_FAILED
              with the compiler's log; ND_OUT_OF_MEMORY. */
#ifndef ND_DEVICE_CUDA_COMPILER_H
#define ND_DEVICE_CUDA_COMPILER_H

#include "device/cuda/context.h"
#include "device/cuda/text.h"

#ifndef __NVRTC_H__ /* NVIDIA's own header has these; tests compare with it */
typedef struct _nvrtcProgram *nvrtcProgram;
typedef int nvrtcResult;
#endif

/* X (name, arguments): all return nvrtcResult, 0 for success, and all are required. */
#define ND_CUDA_NVRTC_FUNCTIONS(X)                                                                 \
  X (nvrtcVersion, (int *, int *))                                                                 \
  X (nvrtcGetNumSupportedArchs, (int *))                                                           \
  X (nvrtcGetSupportedArchs, (int *))                                                              \
  X (nvrtcCreateProgram,                                                                           \
     (nvrtcProgram *, const char *, const char *, int, const char *const *, const char *const *))  \
  X (nvrtcCompileProgram, (nvrtcProgram, int, const char *const *))                                \
  X (nvrtcGetCUBINSize, (nvrtcProgram, size_t *))                                                  \
  X (nvrtcGetCUBIN, (nvrtcProgram, char *))                                                        \
  X (nvrtcGetPTXSize, (nvrtcProgram, size_t *))                                                    \
  X (nvrtcGetPTX, (nvrtcProgram, char *))                                                          \
  X (nvrtcGetProgramLogSize, (nvrtcProgram, size_t *))                                             \
  X (nvrtcGetProgramLog, (nvrtcProgram, char *))                                                   \
  X (nvrtcDestroyProgram, (nvrtcProgram *))

typedef struct nd_cuda_code {
  void *bytes;
  size_t nbytes;
} nd_cuda_code;

/* Appends everything besides the text that the code depends on: library, version, options. */
nd_status nd_cuda_compiler_describe (nd_cuda *cuda, nd_text *description,
                                     nd_error *error) ND_MUST_USE;

nd_status nd_cuda_compile (nd_cuda *cuda, const char *text, nd_cuda_code *code,
                           nd_error *error) ND_MUST_USE;

/* Which architecture of the rising `archs` (90 is 9.0) to compile for, and whether to PTX; 0: none
   runs on the card. */
int nd_cuda_choose_arch (int card, int count, const int *archs, bool *is_ptx);

#endif
