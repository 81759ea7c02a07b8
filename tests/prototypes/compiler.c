/* Compares the prototypes of NVRTC in device/cuda/compiler.h with NVIDIA's own, when it is compiled
   where a CUDA toolkit is. */
#if __has_include(<nvrtc.h>)
#include <nvrtc.h>
#endif
#include "device/cuda/compiler.h"

#ifdef __NVRTC_H__
#define SAME_TYPE(name, arguments)                                                                 \
  _Static_assert(__builtin_types_compatible_p (__typeof__ (&(name)), nvrtcResult (*) arguments),   \
                 #name " is declared as NVIDIA declares it");
ND_CUDA_NVRTC_FUNCTIONS (SAME_TYPE)
#endif
