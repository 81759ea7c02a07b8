/* Compiled kernels on disk.

   Purpose    Keeps machine code between sessions, a file each, in $ND_CUDA_CACHE, or
              $XDG_CACHE_HOME/ndarray, or ~/.cache/ndarray; an empty ND_CUDA_CACHE turns it off.
              The folder holds nd_cuda_disk_limit bytes at most: the least recently used files go.
   Ownership  What is loaded belongs to the caller, who gives it to nd_free.
   Threads    Only the thread that runs Octave.  Several processes may use the folder: a file gets
              its name once it is whole.
   Failures   None: what cannot be read (missing, cut, changed) is not there, what cannot be written
              (disk full, read-only) is not kept. */
#ifndef ND_DEVICE_CUDA_DISK_H
#define ND_DEVICE_CUDA_DISK_H

#include "device/cuda/compiler.h"

/* The code of a text, compiled by what `description` says. */
bool nd_cuda_disk_load (const char *description, const char *text, nd_cuda_code *code);
void nd_cuda_disk_save (const char *description, const char *text, const nd_cuda_code *code);

extern size_t nd_cuda_disk_limit; /* bytes: 128 MiB; tests make it smaller */

#endif
