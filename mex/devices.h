/* The default device.

   Purpose    What gpu_tensor uses when no device is named: cuda:0, or ND_DEVICE, or what
              nd_default_device was told.
   Ownership  Static memory.
   Threads    Only the thread that runs Octave.
   Failures   None here: the device is looked for when it is used. */
#ifndef ND_MEX_DEVICES_H
#define ND_MEX_DEVICES_H

#ifdef __cplusplus
extern "C" {
#endif

const char *nd_default_device_name (void);

#ifdef __cplusplus
}
#endif

#endif
