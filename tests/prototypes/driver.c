/* Compares the prototypes of device/cuda/driver.h with NVIDIA's own, when it is compiled where a
   CUDA toolkit is.  The macro has <cuda.h> declare functions by their exported names. */
#define __CUDA_API_VERSION_INTERNAL
#if __has_include(<cudaTypedefs.h>)
#include <cudaTypedefs.h>
#endif
#include "device/cuda/driver.h"

#ifdef CUDATYPEDEFS_H
/* X (exported name, the type's name in <cudaTypedefs.h>: it ends with the CUDA that brought it).
   A function of ours that is not here has no nvidias_<name> and does not compile. */
#define TYPES(X)                                                                                   \
  X (cuInit, cuInit_v2000)                                                                         \
  X (cuDriverGetVersion, cuDriverGetVersion_v2020)                                                 \
  X (cuGetErrorName, cuGetErrorName_v6000)                                                         \
  X (cuGetErrorString, cuGetErrorString_v6000)                                                     \
  X (cuDeviceGetCount, cuDeviceGetCount_v2000)                                                     \
  X (cuDeviceGet, cuDeviceGet_v2000)                                                               \
  X (cuDeviceGetName, cuDeviceGetName_v2000)                                                       \
  X (cuDeviceGetAttribute, cuDeviceGetAttribute_v2000)                                             \
  X (cuDeviceTotalMem_v2, cuDeviceTotalMem_v3020)                                                  \
  X (cuDevicePrimaryCtxRetain, cuDevicePrimaryCtxRetain_v7000)                                     \
  X (cuDevicePrimaryCtxRelease_v2, cuDevicePrimaryCtxRelease_v11000)                               \
  X (cuDevicePrimaryCtxReset_v2, cuDevicePrimaryCtxReset_v11000)                                   \
  X (cuCtxPushCurrent_v2, cuCtxPushCurrent_v4000)                                                  \
  X (cuCtxPopCurrent_v2, cuCtxPopCurrent_v4000)                                                    \
  X (cuMemAlloc_v2, cuMemAlloc_v3020)                                                              \
  X (cuMemFree_v2, cuMemFree_v3020)                                                                \
  X (cuMemGetInfo_v2, cuMemGetInfo_v3020)                                                          \
  X (cuMemHostAlloc, cuMemHostAlloc_v2020)                                                         \
  X (cuMemFreeHost, cuMemFreeHost_v2000)                                                           \
  X (cuMemcpyHtoDAsync_v2, cuMemcpyHtoDAsync_v3020)                                                \
  X (cuMemcpyDtoHAsync_v2, cuMemcpyDtoHAsync_v3020)                                                \
  X (cuMemcpyDtoDAsync_v2, cuMemcpyDtoDAsync_v3020)                                                \
  X (cuMemsetD8Async, cuMemsetD8Async_v3020)                                                       \
  X (cuModuleLoadData, cuModuleLoadData_v2000)                                                     \
  X (cuModuleUnload, cuModuleUnload_v2000)                                                         \
  X (cuModuleGetFunction, cuModuleGetFunction_v2000)                                               \
  X (cuFuncSetAttribute, cuFuncSetAttribute_v9000)                                                 \
  X (cuLaunchKernel, cuLaunchKernel_v4000)                                                         \
  X (cuStreamCreate, cuStreamCreate_v2000)                                                         \
  X (cuStreamDestroy_v2, cuStreamDestroy_v4000)                                                    \
  X (cuStreamSynchronize, cuStreamSynchronize_v2000)                                               \
  X (cuStreamWaitEvent, cuStreamWaitEvent_v3020)                                                   \
  X (cuEventCreate, cuEventCreate_v2000)                                                           \
  X (cuEventDestroy_v2, cuEventDestroy_v4000)                                                      \
  X (cuEventRecord, cuEventRecord_v2000)                                                           \
  X (cuEventSynchronize, cuEventSynchronize_v2000)                                                 \
  X (cuEventQuery, cuEventQuery_v2000)                                                             \
  X (cuEventElapsedTime, cuEventElapsedTime_v2000)                                                 \
  X (cuDeviceCanAccessPeer, cuDeviceCanAccessPeer_v4000)                                           \
  X (cuCtxEnablePeerAccess, cuCtxEnablePeerAccess_v4000)                                           \
  X (cuMemcpyPeerAsync, cuMemcpyPeerAsync_v4000)

/* The version is the one of the exported name, and our prototype is its. */
#define NVIDIAS_TYPE(name, versioned)                                                              \
  typedef PFN_##versioned nvidias_##name;                                                          \
  _Static_assert(__builtin_types_compatible_p (nvidias_##name, __typeof__ (&(name))),              \
                 #versioned " is the type of " #name);
#define SAME_TYPE(name, arguments)                                                                 \
  _Static_assert(__builtin_types_compatible_p (nvidias_##name, CUresult (*) arguments),            \
                 #name " is declared as NVIDIA declares it");
TYPES (NVIDIAS_TYPE)
ND_CUDA_DRIVER_REQUIRED (SAME_TYPE)
ND_CUDA_DRIVER_OPTIONAL (SAME_TYPE)
#endif
