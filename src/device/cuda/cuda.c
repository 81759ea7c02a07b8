/* NVIDIA GPUs: this version finds the driver, so that it can say what is missing. */
#include "device/device.h"
#include <dlfcn.h>

static int count (nd_error *error)
{
  void *driver = dlopen ("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (!driver)
    nd_fail (error, ND_NO_DEVICE,
             "cuda: no driver library: libcuda.so.1 was not found where the dynamic loader looks "
             "(LD_LIBRARY_PATH, the loader's cache and its standard folders). A simulated device "
             "needs none: use \"sim\" instead of \"cuda\".");
  else {
    nd_fail (error, ND_NO_DEVICE,
             "cuda: the driver library libcuda.so.1 is here, but this version of the package "
             "cannot use it yet. A simulated device obeys the same rules: use \"sim\" instead of "
             "\"cuda\".");
    dlclose (driver);
  }
  return 0;
}

const nd_device_type nd_device_type_cuda = {.kind = "cuda", .count = count};
