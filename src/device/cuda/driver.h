/* CUDA's driver library, found at run time.

   Purpose    The functions of libcuda.so.1 that the package calls, by their exact exported names
              (the names without a suffix are an older interface), with prototypes of our own, so
              that nothing of CUDA is needed to build.
   Ownership  Loaded once, never unloaded: the driver may be gone before destructors run.
   Threads    Loaded by the thread that runs Octave; the functions may be called by any.
   Failures   ND_NO_DEVICE: which library or symbol is missing, where it was looked for, that the
              driver is too old, or that this process was forked from the one that uses it. */
#ifndef ND_DEVICE_CUDA_DRIVER_H
#define ND_DEVICE_CUDA_DRIVER_H

#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef __cuda_cuda_h__ /* NVIDIA's own header has all this; tests compare with it */
typedef int CUresult;
typedef int CUdevice_attribute;
typedef int CUfunction_attribute;
typedef int CUdevice;
typedef unsigned long long CUdeviceptr;
typedef struct CUctx_st *CUcontext;
typedef struct CUmod_st *CUmodule;
typedef struct CUfunc_st *CUfunction;
typedef struct CUstream_st *CUstream;
typedef struct CUevent_st *CUevent;

/* Results that are looked at. */
enum {
  CUDA_SUCCESS = 0,
  CUDA_ERROR_OUT_OF_MEMORY = 2,
  CUDA_ERROR_NOT_INITIALIZED = 3,
  CUDA_ERROR_DEINITIALIZED = 4,
  CUDA_ERROR_NO_DEVICE = 100,
  CUDA_ERROR_INVALID_IMAGE = 200,
  CUDA_ERROR_INVALID_CONTEXT = 201,
  CUDA_ERROR_NO_BINARY_FOR_GPU = 209,
  CUDA_ERROR_ECC_UNCORRECTABLE = 214,
  CUDA_ERROR_INVALID_PTX = 218,
  CUDA_ERROR_NVLINK_UNCORRECTABLE = 220,
  CUDA_ERROR_UNSUPPORTED_PTX_VERSION = 222,
  CUDA_ERROR_CONTAINED = 226,
  CUDA_ERROR_NOT_FOUND = 500,
  CUDA_ERROR_NOT_READY = 600,
  CUDA_ERROR_ILLEGAL_ADDRESS = 700,
  CUDA_ERROR_LAUNCH_TIMEOUT = 702,
  CUDA_ERROR_CONTEXT_IS_DESTROYED = 709,
  CUDA_ERROR_ASSERT = 710,
  CUDA_ERROR_HARDWARE_STACK_ERROR = 714,
  CUDA_ERROR_ILLEGAL_INSTRUCTION = 715,
  CUDA_ERROR_MISALIGNED_ADDRESS = 716,
  CUDA_ERROR_INVALID_ADDRESS_SPACE = 717,
  CUDA_ERROR_INVALID_PC = 718,
  CUDA_ERROR_LAUNCH_FAILED = 719,
  CUDA_ERROR_TENSOR_MEMORY_LEAK = 721,
  CUDA_ERROR_UNKNOWN = 999
};

/* Attributes of devices and functions that are asked for. */
enum {
  CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16,
  CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE = 38,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76,
  CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97
};
enum { CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES = 8 };
enum { CU_STREAM_NON_BLOCKING = 1, CU_EVENT_DEFAULT = 0, CU_EVENT_DISABLE_TIMING = 2 };
#endif

/* X (name, arguments): functions without which nothing works.  All return CUresult. */
#define ND_CUDA_DRIVER_REQUIRED(X)                                                                 \
  X (cuInit, (unsigned int))                                                                       \
  X (cuDriverGetVersion, (int *))                                                                  \
  X (cuGetErrorName, (CUresult, const char **))                                                    \
  X (cuGetErrorString, (CUresult, const char **))                                                  \
  X (cuDeviceGetCount, (int *))                                                                    \
  X (cuDeviceGet, (CUdevice *, int))                                                               \
  X (cuDeviceGetName, (char *, int, CUdevice))                                                     \
  X (cuDeviceGetAttribute, (int *, CUdevice_attribute, CUdevice))                                  \
  X (cuDeviceTotalMem_v2, (size_t *, CUdevice))                                                    \
  X (cuDevicePrimaryCtxRetain, (CUcontext *, CUdevice))                                            \
  X (cuDevicePrimaryCtxRelease_v2, (CUdevice))                                                     \
  X (cuDevicePrimaryCtxReset_v2, (CUdevice))                                                       \
  X (cuCtxPushCurrent_v2, (CUcontext))                                                             \
  X (cuCtxPopCurrent_v2, (CUcontext *))                                                            \
  X (cuMemAlloc_v2, (CUdeviceptr *, size_t))                                                       \
  X (cuMemFree_v2, (CUdeviceptr))                                                                  \
  X (cuMemGetInfo_v2, (size_t *, size_t *))                                                        \
  X (cuMemHostAlloc, (void **, size_t, unsigned int))                                              \
  X (cuMemFreeHost, (void *))                                                                      \
  X (cuMemcpyHtoDAsync_v2, (CUdeviceptr, const void *, size_t, CUstream))                          \
  X (cuMemcpyDtoHAsync_v2, (void *, CUdeviceptr, size_t, CUstream))                                \
  X (cuMemcpyDtoDAsync_v2, (CUdeviceptr, CUdeviceptr, size_t, CUstream))                           \
  X (cuMemsetD8Async, (CUdeviceptr, unsigned char, size_t, CUstream))                              \
  X (cuModuleLoadData, (CUmodule *, const void *))                                                 \
  X (cuModuleUnload, (CUmodule))                                                                   \
  X (cuModuleGetFunction, (CUfunction *, CUmodule, const char *))                                  \
  X (cuFuncSetAttribute, (CUfunction, CUfunction_attribute, int))                                  \
  X (cuLaunchKernel, (CUfunction, unsigned int, unsigned int, unsigned int, unsigned int,          \
                      unsigned int, unsigned int, unsigned int, CUstream, void **, void **))       \
  X (cuStreamCreate, (CUstream *, unsigned int))                                                   \
  X (cuStreamDestroy_v2, (CUstream))                                                               \
  X (cuStreamSynchronize, (CUstream))                                                              \
  X (cuStreamWaitEvent, (CUstream, CUevent, unsigned int))                                         \
  X (cuEventCreate, (CUevent *, unsigned int))                                                     \
  X (cuEventDestroy_v2, (CUevent))                                                                 \
  X (cuEventRecord, (CUevent, CUstream))                                                           \
  X (cuEventSynchronize, (CUevent))                                                                \
  X (cuEventQuery, (CUevent))                                                                      \
  X (cuEventElapsedTime, (float *, CUevent, CUevent))

/* The same for functions that are NULL where a driver has none; whoever calls one says what happens
   then. */
#define ND_CUDA_DRIVER_OPTIONAL(X)                                                                 \
  X (cuDeviceCanAccessPeer, (int *, CUdevice, CUdevice))                                           \
  X (cuCtxEnablePeerAccess, (CUcontext, unsigned int))                                             \
  X (cuMemcpyPeerAsync, (CUdeviceptr, CUcontext, CUdeviceptr, CUcontext, size_t, CUstream))

typedef struct nd_cuda_driver {
#define ND_CUDA_DRIVER_MEMBER(name, arguments) CUresult (*name) arguments;
  ND_CUDA_DRIVER_REQUIRED (ND_CUDA_DRIVER_MEMBER)
  ND_CUDA_DRIVER_OPTIONAL (ND_CUDA_DRIVER_MEMBER)
#undef ND_CUDA_DRIVER_MEMBER
  int version;      /* 12040: the CUDA that the driver supports */
  const char *path; /* the file that was loaded */
  bool is_replaced; /* ND_CUDA_LIBRARY named it */
  bool is_ready;    /* all of it works, in the process that initialised it */
  bool is_forked;   /* this is a child of that one, and the driver is dead here */
} nd_cuda_driver;

/* The driver; loads and initialises it when first asked for.  Fails in a process that was forked
   after that, and asks again after a failure. */
nd_status nd_cuda_driver_get (const nd_cuda_driver **driver, nd_error *error) ND_MUST_USE;

/* Fails with ND_NO_DEVICE in a process forked from the one that initialised the driver. */
nd_status nd_cuda_driver_here (const nd_cuda_driver *driver, nd_error *error) ND_MUST_USE;

/* The file that a dlopened library was loaded from; lives as long as the library. */
const char *nd_cuda_file_of (void *library);

/* "CUDA_ERROR_ILLEGAL_ADDRESS", and "an illegal memory access was encountered": static strings. */
const char *nd_cuda_result_name (CUresult result);
const char *nd_cuda_result_text (CUresult result);

#endif
