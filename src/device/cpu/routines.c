#include "device/cpu/routines.h"
#include "device/cpu/cpu.h"
#include "device/device.h"

/* The rest of linear algebra and Fourier transforms are left out: Octave has them. */
static nd_status (*const functions[ND_ROUTINE_COUNT_OF_KINDS]) (nd_routine *routine,
                                                                nd_error *error) = {
    [ND_ROUTINE_SORT] = nd_cpu_sort,
    [ND_ROUTINE_COUNT] = nd_cpu_count,
    [ND_ROUTINE_FIND] = nd_cpu_find,
    [ND_ROUTINE_SELECT] = nd_cpu_select,
    [ND_ROUTINE_ACCUMULATE] = nd_cpu_accumulate,
    [ND_ROUTINE_SEARCH] = nd_cpu_search,
    [ND_ROUTINE_CONVOLVE] = nd_cpu_convolve,
    [ND_ROUTINE_FILTER] = nd_cpu_filter,
    [ND_ROUTINE_MULTIPLY] = nd_cpu_multiply,
};

nd_status nd_cpu_compute (nd_routine *routine, nd_error *error)
{
  return functions[routine->kind] ? functions[routine->kind](routine, error)
                                  : nd_no_routine (nd_device_cpu (), routine, error);
}

nd_status nd_cpu_scratch (size_t nbytes, nd_buffer **block, nd_error *error)
{
  return nd_buffer_new (nd_device_cpu (), nbytes, block, error);
}

void nd_cpu_scratch_free (nd_buffer *block)
{
  if (block)
    nd_buffer_release (block);
}

nd_status nd_cpu_pieces (int64_t count, nd_piece *piece, void *context, nd_error *error)
{
  return nd_parallel (count, piece, context) ? ND_OK
                                             : nd_fail (error, ND_INTERRUPTED, "interrupted");
}
