#include "device/cpu/kernels.h"

nd_kernel *nd_cpu_kernel (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b)
{
  if (op == ND_OP_POWER || op == ND_OP_POWER_BY_LOGARITHM)
    return nd_cpu_power_kernel (op, result, a, b);
  if (op >= ND_OP_LESS)
    return nd_cpu_comparison_kernel (op, a, b);
  if (op >= ND_OP_ADD)
    return nd_cpu_arithmetic_kernel (op, a, b);
  return nd_cpu_unary_kernel (op, a);
}

nd_kernel *nd_cpu_instruction_kernel (const nd_instruction *instruction, nd_dtype a, nd_dtype b)
{
  nd_dtype result = (nd_dtype)instruction->dtype;
  if (instruction->op == ND_OP_CAST)
    return nd_cpu_cast_kernel (a, result);
  return nd_cpu_kernel ((nd_op)instruction->op, result, a, b);
}

#define DEFINE_SELECT(size, type)                                                                  \
  static void select_##size (type *r, const bool *condition, const type *a, const type *b,         \
                             size_t count)                                                         \
  {                                                                                                \
    ND_VECTORIZE                                                                                   \
    for (size_t i = 0; i < count; i++)                                                             \
      r[i] = condition[i] ? a[i] : b[i];                                                           \
  }
DEFINE_SELECT (1, uint8_t)
DEFINE_SELECT (2, uint16_t)
DEFINE_SELECT (4, uint32_t)
DEFINE_SELECT (8, uint64_t)
DEFINE_SELECT (16, nd_complex_double)

void nd_cpu_select (void *result, const bool *condition, const void *a, const void *b, size_t size,
                    size_t count)
{
  switch (size) {
  case 1:
    select_1 (result, condition, a, b, count);
    break;
  case 2:
    select_2 (result, condition, a, b, count);
    break;
  case 4:
    select_4 (result, condition, a, b, count);
    break;
  case 8:
    select_8 (result, condition, a, b, count);
    break;
  default:
    select_16 (result, condition, a, b, count);
    break;
  }
}
