/* The part of the CUDA driver's interface that the stand-in has.

   Purpose    NVIDIA's names, types and numbers, written down again, so that the stand-in builds
              where no toolkit is installed.  With ND_WITH_TOOLKIT defined the types come from
              NVIDIA's <cuda.h> instead, and the compiler compares every prototype with it.
   Ownership  As NVIDIA documents it.
   Threads    Any; calls take turns.
   Failures   NVIDIA's error numbers. */
#ifndef TESTS_STANDIN_DRIVER_API_H
#define TESTS_STANDIN_DRIVER_API_H

#include <stddef.h>

#ifdef ND_WITH_TOOLKIT
#include <cuda.h>
#else
/* X (name, number, what it says) */
#define STANDIN_RESULTS(X)                                                                         \
  X (CUDA_SUCCESS, 0, "no error")                                                                  \
  X (CUDA_ERROR_INVALID_VALUE, 1, "invalid argument")                                              \
  X (CUDA_ERROR_OUT_OF_MEMORY, 2, "out of memory")                                                 \
  X (CUDA_ERROR_NOT_INITIALIZED, 3, "initialization error")                                        \
  X (CUDA_ERROR_DEINITIALIZED, 4, "driver shutting down")                                          \
  X (CUDA_ERROR_NO_DEVICE, 100, "no CUDA-capable device is detected")                              \
  X (CUDA_ERROR_INVALID_DEVICE, 101, "invalid device ordinal")                                     \
  X (CUDA_ERROR_INVALID_IMAGE, 200, "device kernel image is invalid")                              \
  X (CUDA_ERROR_INVALID_CONTEXT, 201, "invalid device context")                                    \
  X (CUDA_ERROR_NO_BINARY_FOR_GPU, 209,                                                            \
     "no kernel image is available for execution on the device")                                   \
  X (CUDA_ERROR_INVALID_PTX, 218, "a PTX JIT compilation failed")                                  \
  X (CUDA_ERROR_UNSUPPORTED_PTX_VERSION, 222, "the PTX was compiled with a newer toolchain")       \
  X (CUDA_ERROR_INVALID_HANDLE, 400, "invalid resource handle")                                    \
  X (CUDA_ERROR_NOT_FOUND, 500, "named symbol not found")                                          \
  X (CUDA_ERROR_NOT_READY, 600, "device not ready")                                                \
  X (CUDA_ERROR_ILLEGAL_ADDRESS, 700, "an illegal memory access was encountered")                  \
  X (CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, 701, "too many resources requested for launch")           \
  X (CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED, 704, "peer access is already enabled")                \
  X (CUDA_ERROR_PEER_ACCESS_NOT_ENABLED, 705, "peer access has not been enabled")                  \
  X (CUDA_ERROR_CONTEXT_IS_DESTROYED, 709, "context is destroyed")                                 \
  X (CUDA_ERROR_MISALIGNED_ADDRESS, 716, "misaligned address")                                     \
  X (CUDA_ERROR_LAUNCH_FAILED, 719, "unspecified launch failure")                                  \
  X (CUDA_ERROR_UNKNOWN, 999, "unknown error")

typedef enum cudaError_enum {
#define STANDIN_RESULT(name, number, text) name = (number),
  STANDIN_RESULTS (STANDIN_RESULT)
#undef STANDIN_RESULT
} CUresult;

typedef enum CUdevice_attribute_enum {
  CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 1,
  CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X = 2,
  CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y = 3,
  CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z = 4,
  CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X = 5,
  CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y = 6,
  CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z = 7,
  CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK = 8,
  CU_DEVICE_ATTRIBUTE_WARP_SIZE = 10,
  CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK = 12,
  CU_DEVICE_ATTRIBUTE_CLOCK_RATE = 13,
  CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16,
  CU_DEVICE_ATTRIBUTE_INTEGRATED = 18,
  CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY = 19,
  CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS = 31,
  CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE = 36,
  CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH = 37,
  CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE = 38,
  CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR = 39,
  CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT = 40,
  CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING = 41,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76,
  CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR = 81,
  CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97
} CUdevice_attribute;

typedef enum CUfunction_attribute_enum {
  CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 0,
  CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES = 1,
  CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES = 2,
  CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES = 3,
  CU_FUNC_ATTRIBUTE_NUM_REGS = 4,
  CU_FUNC_ATTRIBUTE_PTX_VERSION = 5,
  CU_FUNC_ATTRIBUTE_BINARY_VERSION = 6,
  CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES = 8,
  CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT = 9
} CUfunction_attribute;

enum { CU_STREAM_DEFAULT = 0, CU_STREAM_NON_BLOCKING = 1 };
enum { CU_EVENT_DEFAULT = 0, CU_EVENT_BLOCKING_SYNC = 1, CU_EVENT_DISABLE_TIMING = 2 };

typedef enum CUmemorytype_enum { CU_MEMORYTYPE_HOST = 1, CU_MEMORYTYPE_DEVICE = 2 } CUmemorytype;

typedef int CUdevice;
typedef unsigned long long CUdeviceptr;
typedef struct CUctx_st *CUcontext;
typedef struct CUmod_st *CUmodule;
typedef struct CUfunc_st *CUfunction;
typedef struct CUstream_st *CUstream;
typedef struct CUevent_st *CUevent;
typedef struct CUarray_st *CUarray;
typedef void (*CUhostFn) (void *);

typedef struct CUuuid_st {
  char bytes[16];
} CUuuid;

typedef struct CUDA_MEMCPY2D_st {
  size_t srcXInBytes, srcY;
  CUmemorytype srcMemoryType;
  const void *srcHost;
  CUdeviceptr srcDevice;
  CUarray srcArray;
  size_t srcPitch;
  size_t dstXInBytes, dstY;
  CUmemorytype dstMemoryType;
  void *dstHost;
  CUdeviceptr dstDevice;
  CUarray dstArray;
  size_t dstPitch;
  size_t WidthInBytes, Height;
} CUDA_MEMCPY2D;
#endif

#ifdef ND_WITH_TOOLKIT
#define STANDIN_EXPORT
#else
#define STANDIN_EXPORT __attribute__ ((visibility ("default")))
#endif

/* ---- the driver and its devices (device.c) ----------------------------------------------- */
STANDIN_EXPORT CUresult cuInit (unsigned int flags);
STANDIN_EXPORT CUresult cuDriverGetVersion (int *version);
STANDIN_EXPORT CUresult cuGetErrorName (CUresult result, const char **name);
STANDIN_EXPORT CUresult cuGetErrorString (CUresult result, const char **text);
STANDIN_EXPORT CUresult cuDeviceGetCount (int *count);
STANDIN_EXPORT CUresult cuDeviceGet (CUdevice *device, int number);
STANDIN_EXPORT CUresult cuDeviceGetName (char *name, int size, CUdevice device);
STANDIN_EXPORT CUresult cuDeviceGetUuid_v2 (CUuuid *uuid, CUdevice device);
STANDIN_EXPORT CUresult cuDeviceTotalMem_v2 (size_t *bytes, CUdevice device);
STANDIN_EXPORT CUresult cuDeviceGetAttribute (int *value, CUdevice_attribute attribute,
                                              CUdevice device);
STANDIN_EXPORT CUresult cuDeviceCanAccessPeer (int *can, CUdevice device, CUdevice peer);

/* ---- contexts (context.c) ---------------------------------------------------------------- */
STANDIN_EXPORT CUresult cuDevicePrimaryCtxRetain (CUcontext *context, CUdevice device);
STANDIN_EXPORT CUresult cuDevicePrimaryCtxRelease_v2 (CUdevice device);
STANDIN_EXPORT CUresult cuDevicePrimaryCtxReset_v2 (CUdevice device);
STANDIN_EXPORT CUresult cuDevicePrimaryCtxGetState (CUdevice device, unsigned int *flags,
                                                    int *active);
STANDIN_EXPORT CUresult cuCtxPushCurrent_v2 (CUcontext context);
STANDIN_EXPORT CUresult cuCtxPopCurrent_v2 (CUcontext *context);
STANDIN_EXPORT CUresult cuCtxSetCurrent (CUcontext context);
STANDIN_EXPORT CUresult cuCtxGetCurrent (CUcontext *context);
STANDIN_EXPORT CUresult cuCtxGetDevice (CUdevice *device);
STANDIN_EXPORT CUresult cuCtxSynchronize (void);
STANDIN_EXPORT CUresult cuCtxEnablePeerAccess (CUcontext peer, unsigned int flags);
STANDIN_EXPORT CUresult cuCtxDisablePeerAccess (CUcontext peer);

/* ---- memory (memory.c) ------------------------------------------------------------------- */
STANDIN_EXPORT CUresult cuMemAlloc_v2 (CUdeviceptr *p, size_t size);
STANDIN_EXPORT CUresult cuMemFree_v2 (CUdeviceptr p);
STANDIN_EXPORT CUresult cuMemGetInfo_v2 (size_t *available, size_t *total);
STANDIN_EXPORT CUresult cuMemGetAddressRange_v2 (CUdeviceptr *start, size_t *size, CUdeviceptr p);
STANDIN_EXPORT CUresult cuMemAllocHost_v2 (void **p, size_t size);
STANDIN_EXPORT CUresult cuMemHostAlloc (void **p, size_t size, unsigned int flags);
STANDIN_EXPORT CUresult cuMemFreeHost (void *p);

/* ---- copies (copy.c) --------------------------------------------------------------------- */
STANDIN_EXPORT CUresult cuMemcpyHtoD_v2 (CUdeviceptr to, const void *from, size_t size);
STANDIN_EXPORT CUresult cuMemcpyDtoH_v2 (void *to, CUdeviceptr from, size_t size);
STANDIN_EXPORT CUresult cuMemcpyDtoD_v2 (CUdeviceptr to, CUdeviceptr from, size_t size);
STANDIN_EXPORT CUresult cuMemcpyHtoDAsync_v2 (CUdeviceptr to, const void *from, size_t size,
                                              CUstream stream);
STANDIN_EXPORT CUresult cuMemcpyDtoHAsync_v2 (void *to, CUdeviceptr from, size_t size,
                                              CUstream stream);
STANDIN_EXPORT CUresult cuMemcpyDtoDAsync_v2 (CUdeviceptr to, CUdeviceptr from, size_t size,
                                              CUstream stream);
STANDIN_EXPORT CUresult cuMemcpyPeerAsync (CUdeviceptr to, CUcontext to_context, CUdeviceptr from,
                                           CUcontext from_context, size_t size, CUstream stream);
STANDIN_EXPORT CUresult cuMemcpy2D_v2 (const CUDA_MEMCPY2D *copy);
STANDIN_EXPORT CUresult cuMemcpy2DUnaligned_v2 (const CUDA_MEMCPY2D *copy);
STANDIN_EXPORT CUresult cuMemcpy2DAsync_v2 (const CUDA_MEMCPY2D *copy, CUstream stream);
STANDIN_EXPORT CUresult cuMemsetD8_v2 (CUdeviceptr to, unsigned char value, size_t count);
STANDIN_EXPORT CUresult cuMemsetD8Async (CUdeviceptr to, unsigned char value, size_t count,
                                         CUstream stream);
STANDIN_EXPORT CUresult cuMemsetD16Async (CUdeviceptr to, unsigned short value, size_t count,
                                          CUstream stream);
STANDIN_EXPORT CUresult cuMemsetD32_v2 (CUdeviceptr to, unsigned int value, size_t count);
STANDIN_EXPORT CUresult cuMemsetD32Async (CUdeviceptr to, unsigned int value, size_t count,
                                          CUstream stream);

/* ---- streams and events (stream.c, event.c) ---------------------------------------------- */
STANDIN_EXPORT CUresult cuStreamCreate (CUstream *stream, unsigned int flags);
STANDIN_EXPORT CUresult cuStreamCreateWithPriority (CUstream *stream, unsigned int flags,
                                                    int priority);
STANDIN_EXPORT CUresult cuStreamDestroy_v2 (CUstream stream);
STANDIN_EXPORT CUresult cuStreamSynchronize (CUstream stream);
STANDIN_EXPORT CUresult cuStreamQuery (CUstream stream);
STANDIN_EXPORT CUresult cuStreamWaitEvent (CUstream stream, CUevent event, unsigned int flags);
STANDIN_EXPORT CUresult cuLaunchHostFunc (CUstream stream, CUhostFn function, void *data);
STANDIN_EXPORT CUresult cuEventCreate (CUevent *event, unsigned int flags);
STANDIN_EXPORT CUresult cuEventDestroy_v2 (CUevent event);
STANDIN_EXPORT CUresult cuEventRecord (CUevent event, CUstream stream);
STANDIN_EXPORT CUresult cuEventQuery (CUevent event);
STANDIN_EXPORT CUresult cuEventSynchronize (CUevent event);
STANDIN_EXPORT CUresult cuEventElapsedTime (float *milliseconds, CUevent start, CUevent end);

/* ---- modules and launches (module.c, launch.c) ------------------------------------------- */
STANDIN_EXPORT CUresult cuModuleLoadData (CUmodule *module, const void *image);
STANDIN_EXPORT CUresult cuModuleUnload (CUmodule module);
STANDIN_EXPORT CUresult cuModuleGetFunction (CUfunction *function, CUmodule module,
                                             const char *name);
STANDIN_EXPORT CUresult cuFuncGetAttribute (int *value, CUfunction_attribute attribute,
                                            CUfunction function);
STANDIN_EXPORT CUresult cuFuncSetAttribute (CUfunction function, CUfunction_attribute attribute,
                                            int value);
STANDIN_EXPORT CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor (int *blocks,
                                                                     CUfunction function,
                                                                     int threads, size_t shared);
STANDIN_EXPORT CUresult cuLaunchKernel (CUfunction function, unsigned int grid_x,
                                        unsigned int grid_y, unsigned int grid_z,
                                        unsigned int block_x, unsigned int block_y,
                                        unsigned int block_z, unsigned int shared, CUstream stream,
                                        void **parameters, void **extra);
#endif
