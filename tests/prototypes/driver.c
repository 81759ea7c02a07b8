/* Compares the prototypes of device/cuda/driver.h with NVIDIA's own, when it is compiled where a
   CUDA toolkit is.  The macro has <cuda.h> declare functions by their exported names. */
#define __CUDA_API_VERSION_INTERNAL
#if __has_include(<cuda.h>)
#include <cuda.h>
#endif
#include "device/cuda/driver.h"

#ifdef __cuda_cuda_h__
#define SAME_TYPE(name, arguments)                                                                 \
  _Static_assert(__builtin_types_compatible_p (__typeof__ (&(name)), CUresult (*) arguments),      \
                 #name " is declared as NVIDIA declares it");
ND_CUDA_DRIVER_REQUIRED (SAME_TYPE)
ND_CUDA_DRIVER_OPTIONAL (SAME_TYPE)
#endif
