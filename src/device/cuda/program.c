#include "device/cuda/program.h"
#include "device/cuda/elementwise.h"
#include "device/cuda/scan.h"
#include <ctype.h>

/* "operator +", but "exp". */
static const char *name_of (nd_op op)
{
  static const char prefix[] = "operator ";
  static const char *const names[] = {
#define ND_OPERATOR_ROW(name, text, operands, rule, domain, cost, family, formula) "operator " text,
      ND_OPERATOR_TABLE (ND_OPERATOR_ROW)
#undef ND_OPERATOR_ROW
  };
  const char *word = names[op] + sizeof prefix - 1;
  return isalpha ((unsigned char)*word) ? word : names[op];
}

const char *nd_cuda_operation_name (const nd_program *program)
{
  static const struct {
    const char *fold, *scan;
  } names[] = {
      [ND_REDUCE_ANY] = {"any", NULL},
      [ND_REDUCE_ALL] = {"all", NULL},
      [ND_REDUCE_SUM] = {"sum", "cumsum"},
      [ND_REDUCE_COMPENSATED_SUM] = {"sum", NULL},
      [ND_REDUCE_PRODUCT] = {"prod", "cumprod"},
      [ND_REDUCE_MIN] = {"min", "cummin"},
      [ND_REDUCE_MAX] = {"max", "cummax"},
      [ND_REDUCE_VARIANCE] = {"var", NULL},
      [ND_REDUCE_POPULATION_VARIANCE] = {"var", NULL},
  };
  if (program->reduction != ND_REDUCE_NONE)
    return nd_program_folds (program) && program->is_scan ? names[program->reduction].scan
                                                          : names[program->reduction].fold;
  for (int i = program->length - 1; i >= 0; i--) {
    nd_op op = (nd_op)program->code[i].op;
    if (nd_op_operands (op) > 0 && op != ND_OP_STORE && op != ND_OP_CAST && op != ND_OP_SELECT)
      return name_of (op);
  }
  return "a copy";
}

nd_status nd_cuda_run (nd_cuda *cuda, nd_launch *launch, nd_error *error)
{
  if (!nd_program_folds (launch->program))
    return nd_cuda_run_elementwise (cuda, launch, error);
  return launch->program->is_scan ? nd_cuda_run_scan (cuda, launch, error)
                                  : nd_cuda_run_fold (cuda, launch, error);
}
