#include "program/program.h"
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- building ---------------------------------------------------------------------------- */

void nd_program_init (nd_program *program)
{
  program->length = 0;
  program->inputs = 0;
  program->outputs = 0;
  program->constants = 0;
  program->reduction = ND_REDUCE_NONE;
  program->is_scan = false;
  program->must_finish = false;
}

static int append (nd_program *program, nd_op op, nd_dtype dtype, int a, int b, int c)
{
  assert (program->length < ND_PROGRAM_MAX);
  nd_instruction *instruction = &program->code[program->length];
  instruction->op = (uint8_t)op;
  instruction->dtype = (uint8_t)dtype;
  instruction->arg[0] = (uint16_t)a;
  instruction->arg[1] = (uint16_t)b;
  instruction->arg[2] = (uint16_t)c;
  return program->length++;
}

int nd_program_load (nd_program *program, nd_dtype dtype)
{
  assert (program->inputs < ND_PROGRAM_MAX_OPERANDS);
  return append (program, ND_OP_LOAD, dtype, program->inputs++, 0, 0);
}

int nd_program_constant (nd_program *program, nd_dtype dtype, nd_element value)
{
  assert (program->constants < ND_PROGRAM_MAX_OPERANDS);
  program->constant[program->constants] = value;
  return append (program, ND_OP_CONSTANT, dtype, program->constants++, 0, 0);
}

int nd_program_number (nd_program *program, nd_dtype dtype, double value)
{
  nd_element element = {.real = value};
  assert (nd_dtype_kind (dtype) == ND_KIND_FLOAT);
  if (dtype == ND_SINGLE)
    element.single = (float)value;
  return nd_program_constant (program, dtype, element);
}

int nd_program_cast (nd_program *program, int value, nd_dtype dtype)
{
  if (program->code[value].dtype == dtype)
    return value;
  return append (program, ND_OP_CAST, dtype, value, 0, 0);
}

int nd_program_unary (nd_program *program, nd_op op, nd_dtype dtype, int a)
{
  return append (program, op, dtype, a, 0, 0);
}

int nd_program_binary (nd_program *program, nd_op op, nd_dtype dtype, int a, int b)
{
  return append (program, op, dtype, a, b, 0);
}

int nd_program_select (nd_program *program, int condition, int a, int b)
{
  assert (program->code[condition].dtype == ND_LOGICAL);
  assert (program->code[a].dtype == program->code[b].dtype);
  return append (program, ND_OP_SELECT, (nd_dtype)program->code[a].dtype, condition, a, b);
}

void nd_program_store (nd_program *program, int value)
{
  assert (program->outputs < ND_PROGRAM_MAX_OPERANDS);
  append (program, ND_OP_STORE, (nd_dtype)program->code[value].dtype, value, program->outputs++, 0);
}

void nd_program_reduce (nd_program *program, nd_reduction reduction, int value)
{
  assert (program->code[value].dtype == ND_LOGICAL);
  program->reduction = reduction;
  program->reduced = value;
}

void nd_program_fold (nd_program *program, nd_reduction reduction, int value, nd_dtype dtype,
                      bool positions)
{
  assert (program->outputs == 0);
  program->reduction = reduction;
  program->reduced = value;
  program->result = dtype;
  program->outputs = positions ? 2 : 1;
}

void nd_program_scan (nd_program *program, nd_reduction reduction, int value, nd_dtype dtype,
                      bool positions)
{
  nd_program_fold (program, reduction, value, dtype, positions);
  program->is_scan = true;
}

bool nd_program_folds (const nd_program *program)
{
  return program->reduction >= ND_REDUCE_COMPENSATED_SUM;
}

bool nd_program_folds_variances (const nd_program *program)
{
  return program->reduction == ND_REDUCE_VARIANCE ||
         program->reduction == ND_REDUCE_POPULATION_VARIANCE;
}

/* ---- text -------------------------------------------------------------------------------- */

typedef struct {
  char *at, *end;
} writer;

static void put (writer *w, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

static void put (writer *w, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  int length = vsnprintf (w->at, (size_t)(w->end - w->at), format, args);
  va_end (args);
  if (length > 0)
    w->at += length < w->end - w->at ? length : w->end - w->at - 1;
}

/* Words for the operators that share a spelling. */
static const char *operator_word (nd_op op)
{
  switch (op) {
  case ND_OP_NEGATE:
    return "negate";
  case ND_OP_PLUS:
    return "plus";
  case ND_OP_ADD:
    return "add";
  case ND_OP_SUBTRACT:
    return "subtract";
  default:
    return nd_op_name (op);
  }
}

static void put_constant (writer *w, nd_dtype dtype, const nd_element *value)
{
  switch (dtype) {
#define REAL_CASE(name, member, format, type)                                                      \
  case name:                                                                                       \
    put (w, " " format, (type)value->member);                                                      \
    break;
    REAL_CASE (ND_LOGICAL, logical, "%d", int)
    REAL_CASE (ND_INT8, int8, "%d", int)
    REAL_CASE (ND_INT16, int16, "%d", int)
    REAL_CASE (ND_INT32, int32, "%" PRId32, int32_t)
    REAL_CASE (ND_INT64, int64, "%" PRId64, int64_t)
    REAL_CASE (ND_UINT8, uint8, "%d", int)
    REAL_CASE (ND_UINT16, uint16, "%d", int)
    REAL_CASE (ND_UINT32, uint32, "%" PRIu32, uint32_t)
    REAL_CASE (ND_UINT64, uint64, "%" PRIu64, uint64_t)
    REAL_CASE (ND_SINGLE, single, "%.9g", double)
    REAL_CASE (ND_DOUBLE, real, "%.17g", double)
#undef REAL_CASE
  case ND_COMPLEX_SINGLE:
    put (w, " %.9g%+.9gi", (double)value->complex_single.re, (double)value->complex_single.im);
    break;
  default:
    put (w, " %.17g%+.17gi", value->complex.re, value->complex.im);
    break;
  }
}

static void put_instruction (writer *w, const nd_program *program, int i)
{
  const nd_instruction *instruction = &program->code[i];
  nd_op op = (nd_op)instruction->op;
  nd_dtype dtype = (nd_dtype)instruction->dtype;
  const char *prefix = nd_dtype_is_complex (dtype) ? "complex " : "";
  if (op == ND_OP_STORE)
    put (w, "store %s%s #%d", prefix, nd_dtype_class (dtype), instruction->arg[1]);
  else
    put (w, "%%%d = %s %s%s", i, operator_word (op), prefix, nd_dtype_class (dtype));
  if (op == ND_OP_LOAD)
    put (w, " #%d", instruction->arg[0]);
  if (op == ND_OP_CONSTANT)
    put_constant (w, dtype, &program->constant[instruction->arg[0]]);
  for (int k = 0; k < nd_op_operands (op); k++)
    put (w, " %%%d", instruction->arg[k]);
  put (w, "\n");
}

static void put_reduction (writer *w, const nd_program *program)
{
  static const char *const words[] = {
      [ND_REDUCE_NONE] = "",
      [ND_REDUCE_ANY] = "any",
      [ND_REDUCE_ALL] = "all",
      [ND_REDUCE_SUM] = "sum",
      [ND_REDUCE_COMPENSATED_SUM] = "compensated sum",
      [ND_REDUCE_VARIANCE] = "variance",
      [ND_REDUCE_POPULATION_VARIANCE] = "population variance",
      [ND_REDUCE_PRODUCT] = "product",
      [ND_REDUCE_MIN] = "min",
      [ND_REDUCE_MAX] = "max",
  };
  put (w, "%s", words[program->reduction]);
  if (nd_program_folds (program))
    put (w, "%s %s%s", program->is_scan ? " scan" : "",
         nd_dtype_is_complex (program->result) ? "complex " : "", nd_dtype_class (program->result));
  put (w, " %%%d\n", program->reduced);
}

const char *nd_program_text (const nd_program *program, char *text, size_t size)
{
  writer w = {text, text + size};
  if (size > 0)
    *text = '\0';
  for (int i = 0; i < program->length && size > 0; i++)
    put_instruction (&w, program, i);
  if (size > 0 && program->reduction != ND_REDUCE_NONE)
    put_reduction (&w, program);
  return text;
}
