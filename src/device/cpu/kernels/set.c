/* All lookups of one instruction set. */
#include "device/cpu/kernels/kernels.h"

extern const nd_kernel_set ND_ISA_NAME (nd_kernel_set);

const nd_kernel_set ND_ISA_NAME (nd_kernel_set) = {
#define ND_KERNEL_FAMILY(name, kernel, arguments) .name = ND_ISA_NAME (nd_cpu_##name##_kernel),
    ND_KERNEL_FAMILIES (ND_KERNEL_FAMILY)
#undef ND_KERNEL_FAMILY
};
