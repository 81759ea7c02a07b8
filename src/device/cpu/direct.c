#include "device/cpu/direct.h"
#include "device/cpu/kernels/kernels.h"
#include "device/cpu/walk.h"

enum { MOST_ELEMENTS = 1 << 14, FIXED_ELEMENTS = 512, LARGEST_ELEMENT = 16 };

/* An operand: memory that is walked, or a buffer with copies of one element. */
typedef struct {
  const char *data;
  size_t step; /* bytes per element; 0: fixed */
  size_t size;
} operand;

static bool is_consecutive (const nd_access *x)
{
  return !x->has_lists && x->strides[0] == 1;
}

static bool is_direct_value (const nd_launch *launch, const nd_instruction *instruction)
{
  if (instruction->op == ND_OP_CONSTANT)
    return true;
  if (instruction->op != ND_OP_LOAD)
    return false;
  const nd_access *x = &launch->input[instruction->arg[0]];
  return !x->has_lists && (x->strides[0] == 1 || x->strides[0] == 0);
}

/* One or two values, an operator on them, a store of what it yields. */
bool nd_cpu_is_direct (const nd_launch *launch)
{
  const nd_program *program = launch->program;
  const nd_instruction *code = program->code;
  int values = program->length - 2;
  if (launch->ndims != 1 || launch->dims[0] > MOST_ELEMENTS || values < 1 || values > 2 ||
      code[values + 1].op != ND_OP_STORE || code[values + 1].arg[0] != values ||
      !is_consecutive (&launch->output[0]))
    return false;
  for (int i = 0; i < values; i++)
    if (!is_direct_value (launch, &code[i]))
      return false;
  int operands = nd_op_operands ((nd_op)code[values].op);
  return operands == 1 || operands == 2;
}

static void prepare (operand *x, const nd_launch *launch, int value, char *fixed)
{
  const nd_program *program = launch->program;
  const nd_instruction *instruction = &program->code[value];
  const void *element = &program->constant[instruction->arg[0]];
  x->size = nd_dtype_size ((nd_dtype)instruction->dtype);
  if (instruction->op == ND_OP_LOAD) {
    const nd_access *access = &launch->input[instruction->arg[0]];
    x->step = access->strides[0] ? x->size : 0;
    x->data = (const char *)access->data + access->offset * (int64_t)x->size;
    element = x->data;
  } else
    x->step = 0;
  if (x->step != 0)
    return;
  int64_t count = launch->dims[0] < FIXED_ELEMENTS ? launch->dims[0] : FIXED_ELEMENTS;
  nd_walk_fill (fixed, element, x->size, count);
  x->data = fixed;
}

void nd_cpu_run_direct (const nd_launch *launch)
{
  _Alignas(64) char fixed[2][FIXED_ELEMENTS * LARGEST_ELEMENT];
  const nd_program *program = launch->program;
  const nd_instruction *code = program->code, *operation = &code[program->length - 2];
  int second = nd_op_operands ((nd_op)operation->op) == 2 ? operation->arg[1] : operation->arg[0];
  operand a, b;
  prepare (&a, launch, operation->arg[0], fixed[0]);
  prepare (&b, launch, second, fixed[1]);
  nd_kernel *kernel = nd_cpu_instruction_kernel (operation, (nd_dtype)code[operation->arg[0]].dtype,
                                                 (nd_dtype)code[second].dtype);
  size_t size = nd_dtype_size ((nd_dtype)operation->dtype);
  char *r = (char *)launch->output[0].data + launch->output[0].offset * (int64_t)size;
  int64_t piece = a.step && b.step ? MOST_ELEMENTS : FIXED_ELEMENTS;
  for (int64_t done = 0, count; done < launch->dims[0]; done += count) {
    count = launch->dims[0] - done < piece ? launch->dims[0] - done : piece;
    kernel (r + done * (int64_t)size, a.data + done * (int64_t)a.step,
            b.data + done * (int64_t)b.step, (size_t)count);
  }
}
