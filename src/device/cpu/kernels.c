/* Which instruction set's kernels are used, and which kernel an instruction needs. */
#include "device/cpu/kernels/kernels.h"
#include <stdlib.h>
#include <string.h>

/* ---- instruction sets ---------------------------------------------------------------------- */

/* X (name, does the processor run it), the best first.  src/Makefile builds the same ones. */
#ifdef __x86_64__
#define HAS(feature) __builtin_cpu_supports (feature)
#define INSTRUCTION_SETS(X)                                                                        \
  X (avx512, HAS ("avx512f") && HAS ("avx512bw") && HAS ("avx512dq") && HAS ("avx512vl") &&        \
                 HAS ("avx512cd") && HAS ("avx2") && HAS ("fma") && HAS ("bmi") && HAS ("bmi2"))   \
  X (avx2, HAS ("avx2") && HAS ("fma") && HAS ("bmi") && HAS ("bmi2"))                             \
  X (baseline, true)
#else
#define INSTRUCTION_SETS(X) X (baseline, true)
#endif

#define DECLARE(name, is_there) extern const nd_kernel_set nd_kernel_set_##name;
INSTRUCTION_SETS (DECLARE)
#undef DECLARE

enum { MAX_SETS = 3 };

static struct {
  const char *name;
  const nd_kernel_set *set;
} sets[MAX_SETS]; /* those that the processor runs */

static int set_count;
static const nd_kernel_set *in_use;

static void find_sets (void)
{
#define ADD(set_name, is_there)                                                                    \
  if (is_there) {                                                                                  \
    sets[set_count].name = #set_name;                                                              \
    sets[set_count++].set = &nd_kernel_set_##set_name;                                             \
  }
  if (set_count == 0) {
    INSTRUCTION_SETS (ADD)
  }
#undef ADD
}

const char *nd_cpu_kernels_name (int i)
{
  find_sets ();
  return i < set_count ? sets[i].name : NULL;
}

bool nd_cpu_use_kernels (const char *name)
{
  find_sets ();
  for (int i = 0; i < set_count; i++)
    if (strcmp (sets[i].name, name) == 0) {
      in_use = sets[i].set;
      return true;
    }
  return false;
}

const nd_kernel_set *nd_cpu_kernels (void)
{
  if (in_use)
    return in_use;
  const char *wanted = getenv ("ND_CPU_ISA");
  if (!wanted || !nd_cpu_use_kernels (wanted))
    nd_cpu_use_kernels (nd_cpu_kernels_name (0));
  return in_use;
}

/* ---- kernels of operators ------------------------------------------------------------------ */

nd_kernel *nd_cpu_kernel (nd_op op, nd_dtype result, nd_dtype a, nd_dtype b)
{
  const nd_kernel_set *kernels = nd_cpu_kernels ();
  switch (nd_op_family (op)) {
  case ND_FAMILY_UNARY:
    return kernels->unary (op, a);
  case ND_FAMILY_ARITHMETIC:
    return kernels->arithmetic (op, a, b);
  case ND_FAMILY_POWER:
    return kernels->power (op, result, a, b);
  case ND_FAMILY_COMPARISON:
    return kernels->comparison (op, a, b);
  case ND_FAMILY_PARTS:
    return kernels->parts (op, a);
  case ND_FAMILY_ELEMENTARY:
    return nd_dtype_is_complex (result) ? kernels->complex (op, a) : kernels->elementary (op, a);
  case ND_FAMILY_SPECIAL:
    return nd_dtype_is_complex (result) ? kernels->complex (op, a) : kernels->special (op, a);
  case ND_FAMILY_PAIRS:
    return kernels->pairs (op, a);
  default:
    return NULL;
  }
}

nd_kernel *nd_cpu_instruction_kernel (const nd_instruction *instruction, nd_dtype a, nd_dtype b)
{
  nd_dtype result = (nd_dtype)instruction->dtype;
  if (instruction->op == ND_OP_CAST)
    return nd_cpu_cast_kernel (a, result);
  return nd_cpu_kernel ((nd_op)instruction->op, result, a, b);
}
