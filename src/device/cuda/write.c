#include "device/cuda/write.h"
#include <stdio.h>

/* ---- keys -------------------------------------------------------------------------------- */

void nd_cuda_key_start (nd_cuda_key *key, char kind)
{
  key->length = 0;
  nd_cuda_key_add (key, kind);
}

/* A key that does not fit would stand for several texts; no program makes one. */
void nd_cuda_key_add (nd_cuda_key *key, int c)
{
  if (key->length + 1 < sizeof key->text)
    key->text[key->length++] = (char)c;
  key->text[key->length] = '\0';
}

/* Numbers below 80, so that the character prints. */
static void add_number (nd_cuda_key *key, int number)
{
  key->text[key->length] = '\0';
  nd_cuda_key_add (key, '0' + number);
}

static void add_program (nd_cuda_key *key, const nd_program *program)
{
  for (int i = 0; i < program->length; i++) {
    const nd_instruction *instruction = &program->code[i];
    nd_op op = (nd_op)instruction->op;
    int operands = op == ND_OP_STORE ? 2 : nd_op_operands (op);
    nd_cuda_key_add (key, '!' + (int)op);
    nd_cuda_key_add (key, 'a' + instruction->dtype);
    for (int k = 0; k < (operands ? operands : 1); k++)
      add_number (key, instruction->arg[k]);
  }
  add_number (key, program->reduction);
  if (program->reduction != ND_REDUCE_NONE)
    add_number (key, program->reduced);
  if (nd_program_folds (program)) {
    nd_cuda_key_add (key, 'a' + (int)program->result);
    nd_cuda_key_add (key, program->is_scan ? 's' : 'f');
    add_number (key, program->outputs);
  }
}

void nd_cuda_key_add_layout (nd_cuda_key *key, const nd_cuda_layout *l)
{
  add_program (key, l->launch->program);
  nd_cuda_key_add (key, l->is_wide ? 'w' : 'n');
  nd_cuda_key_add (key, l->streams ? 's' : 'c');
  nd_cuda_key_add (key, l->by_rows ? 'r' : 'e');
  add_number (key, l->ndims);
  add_number (key, l->vector);
  add_number (key, l->unroll);
  for (int i = 0; i < l->operands; i++) {
    nd_cuda_key_add (key, l->operand[i].walk);
    if (l->operand[i].walk == ND_WALK_VECTOR)
      nd_cuda_key_add (key, l->operand[i].is_apart ? 'a' : 'o');
    for (int d = 0; l->operand[i].walk == ND_WALK_LISTED && d < l->ndims; d++)
      add_number (key, nd_cuda_layout_has_list (l, i, d));
  }
  for (int i = 0; l->by_rows && i < l->ndims; i++)
    add_number (key, l->row_order[i]);
  for (int i = 0; i < l->claims; i++) {
    nd_cuda_key_add (key, '!' + l->claim[i].operand);
    nd_cuda_key_add (key, l->claim[i].is_wide ? 'W' : 'w');
    add_number (key, l->claim[i].dim);
  }
}

/* ---- members ----------------------------------------------------------------------------- */

nd_member nd_cuda_operand_member (const nd_cuda_layout *l, int i)
{
  return i < l->inputs ? (nd_member){"i", i, -1} : (nd_member){"o", i - l->inputs, -1};
}

static void add_constants (nd_parameters *p, const nd_program *program)
{
  for (int i = 0; i < program->length; i++) {
    nd_dtype dtype = (nd_dtype)program->code[i].dtype;
    int number = program->code[i].arg[0];
    if (program->code[i].op == ND_OP_CONSTANT)
      nd_parameters_add (p, nd_cuda_type (dtype), (nd_member){"c", number, -1},
                         &program->constant[number], nd_dtype_size (dtype));
  }
}

/* For dividing by d: (((2^32 * (2^shift - d)) / d + 1) * i / 2^32 + i) / 2^shift is i / d for all i
   below 2^31, where 2^shift is the first power of two that is not below d. */
static void add_extents (nd_parameters *p, const nd_cuda_layout *l)
{
  for (int d = 0; d < l->divisors; d++) {
    int64_t extent = d == 0 ? l->dims[0] / l->vector : l->dims[d];
    nd_parameters_add_index (p, (nd_member){"d", d, -1}, extent);
    if (p->is_wide)
      continue;
    uint32_t shift = 0;
    while (INT64_C (1) << shift < extent)
      shift++;
    uint32_t multiplier =
        (uint32_t)(((((uint64_t)1 << shift) - (uint64_t)extent) << 32) / (uint64_t)extent + 1);
    nd_parameters_add (p, "unsigned int", (nd_member){"m", d, -1}, &multiplier, sizeof multiplier);
    nd_parameters_add (p, "unsigned int", (nd_member){"h", d, -1}, &shift, sizeof shift);
  }
}

static bool has_strides (const nd_cuda_layout *l, int i)
{
  nd_cuda_walk walk = l->operand[i].walk;
  return walk != ND_WALK_FIXED && (walk != ND_WALK_VECTOR || l->ndims > 1);
}

void nd_write_members (nd_parameters *p, const nd_cuda_layout *l)
{
  for (int i = 0; i < l->operands; i++)
    nd_parameters_add_pointer (p, nd_cuda_type (l->operand[i].dtype), nd_cuda_operand_member (l, i),
                               l->operand[i].address);
  add_constants (p, l->launch->program);
  add_extents (p, l);
  for (int i = 0; i < l->operands; i++)
    for (int d = 0; has_strides (l, i) && d < l->ndims; d++) {
      nd_parameters_add_offset (p, (nd_member){"x", i, d}, nd_cuda_layout_stride (l, i, d));
      if (l->operand[i].walk == ND_WALK_LISTED && nd_cuda_layout_has_list (l, i, d))
        nd_parameters_add_pointer (p, "const long long", (nd_member){"l", i, d},
                                   l->operand[i].access->lists[d]);
    }
  for (int i = 0; i < l->claims; i++)
    nd_parameters_add_pointer (
        p, l->claim[i].is_wide ? "const unsigned long long" : "const unsigned int",
        (nd_member){"w", l->claim[i].operand, l->claim[i].dim}, l->claim[i].winners);
}

/* ---- functions --------------------------------------------------------------------------- */

/* The class of argument k of an instruction. */
static nd_dtype argument_class (const nd_program *program, const nd_instruction *instruction, int k)
{
  return (nd_dtype)program->code[instruction->arg[k]].dtype;
}

static bool is_operator (const nd_instruction *instruction)
{
  return instruction->op != ND_OP_LOAD && instruction->op != ND_OP_CONSTANT &&
         instruction->op != ND_OP_STORE && instruction->op != ND_OP_SELECT;
}

static const char *function_of (nd_cuda_pieces *pieces, const nd_program *program,
                                const nd_instruction *instruction, char name[64])
{
  nd_dtype a = argument_class (program, instruction, 0);
  nd_dtype b =
      nd_op_operands ((nd_op)instruction->op) > 1 ? argument_class (program, instruction, 1) : a;
  return nd_cuda_operator (pieces, (nd_op)instruction->op, (nd_dtype)instruction->dtype, a, b,
                           name);
}

void nd_write_functions (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_layout *l)
{
  const nd_program *program = l->launch->program;
  char name[64];
  nd_cuda_pieces_start (pieces, text);
  for (int i = 0; i < program->length; i++)
    if (is_operator (&program->code[i]))
      function_of (pieces, program, &program->code[i], name);
}

void nd_write_index_types (nd_text *text, bool is_wide)
{
  const char *type = is_wide ? "long long" : "int";
  nd_text_add (text, "typedef unsigned %s nd_index;\ntypedef %s nd_offset;\n", type, type);
}

void nd_write_division (nd_text *text, const nd_cuda_layout *l)
{
  if (l->divisors > 0 && !l->is_wide)
    nd_text_add_string (
        text, "static __device__ __forceinline__ nd_index nd_quotient (nd_index i, unsigned int m,"
              " unsigned int h)\n{\n  return (__umulhi (i, m) + i) >> h;\n}\n");
}

/* ---- operands ---------------------------------------------------------------------------- */

const char *nd_cuda_raw_type (size_t nbytes)
{
  static const char *const types[] = {"unsigned char", "unsigned short", "unsigned int", "uint2",
                                      "uint4"};
  return types[__builtin_ctz ((unsigned)nbytes)];
}

void nd_write_vector_read (nd_text *text, const nd_cuda_layout *l, int i)
{
  const nd_cuda_operand *x = &l->operand[i];
  bool streams = l->streams && nd_program_folds (l->launch->program);
  nd_text_add (text,
               !x->is_apart ? "*(const %s *)("
               : streams    ? "__ldcs ((const %s *)("
                            : "__ldg ((const %s *)(",
               nd_cuda_raw_type ((size_t)l->vector * nd_dtype_size (x->dtype)));
}

const char *nd_cuda_vector_read_end (const nd_cuda_layout *l, int i)
{
  return l->operand[i].is_apart ? "));\n" : ");\n";
}

void nd_write_vector_types (nd_text *text, const nd_cuda_layout *l)
{
  bool has[ND_DTYPE_COUNT] = {false};
  for (int i = 0; i < l->operands; i++) {
    nd_dtype dtype = l->operand[i].dtype;
    if (l->operand[i].walk != ND_WALK_VECTOR || has[dtype])
      continue;
    has[dtype] = true;
    nd_text_add (text, "typedef union { %s raw; %s e[%d]; } %s_vector;\n",
                 nd_cuda_raw_type ((size_t)l->vector * nd_dtype_size (dtype)), nd_cuda_type (dtype),
                 l->vector, nd_cuda_type (dtype));
  }
}

void nd_write_fixed (nd_text *text, const nd_cuda_layout *l)
{
  for (int i = 0; i < l->inputs; i++)
    if (l->operand[i].walk == ND_WALK_FIXED)
      nd_text_add (text, "  %s f%d = *p.i%d;\n", nd_cuda_type (l->operand[i].dtype), i, i);
}

/* ---- where elements are ------------------------------------------------------------------ */

void nd_write_subscripts (nd_text *text, const nd_cuda_layout *l, const char *index, int count,
                          const int *dims)
{
  char rest[16];
  snprintf (rest, sizeof rest, "%s", index);
  for (int i = 0; i + 1 < count; i++) {
    int d = dims[i];
    if (l->is_wide)
      nd_text_add (text, "      nd_index q%d = %s / p.d%d;\n", d, rest, d);
    else
      nd_text_add (text, "      nd_index q%d = nd_quotient (%s, p.m%d, p.h%d);\n", d, rest, d, d);
    nd_text_add (text, "      nd_index k%d = %s - q%d * p.d%d;\n", d, rest, d, d);
    snprintf (rest, sizeof rest, "q%d", d);
  }
  if (count > 0)
    nd_text_add (text, "      nd_index k%d = %s;\n", dims[count - 1], rest);
}

void nd_write_distance (nd_text *text, const nd_cuda_layout *l, int i, int count, const int *dims)
{
  nd_cuda_walk walk = l->operand[i].walk;
  const char *type = walk == ND_WALK_LISTED ? "long long" : "nd_offset";
  bool is_first = true;
  for (int k = 0; k < count; k++) {
    int d = dims[k];
    if (d == 0 && walk == ND_WALK_SPLAT)
      continue;
    nd_text_add_string (text, is_first ? "" : " + ");
    is_first = false;
    if (d == 0 && walk == ND_WALK_VECTOR)
      nd_text_add (text, "(nd_offset)k0 * %d", l->vector);
    else if (d == 0 && walk == ND_WALK_STEPS)
      nd_text_add (text, "(nd_offset)k0 * %d * p.x%d_0", l->vector, i);
    else if (walk == ND_WALK_LISTED && nd_cuda_layout_has_list (l, i, d))
      nd_text_add (text, "p.l%d_%d[k%d] * p.x%d_%d", i, d, d, i, d);
    else
      nd_text_add (text, "(%s)k%d * p.x%d_%d", type, d, i, d);
  }
  if (is_first)
    nd_text_add_string (text, "0");
}

/* ---- instructions ------------------------------------------------------------------------ */

int nd_cuda_stored_value (const nd_program *program, int output)
{
  int i = 0;
  while (program->code[i].op != ND_OP_STORE || program->code[i].arg[1] != output)
    i++;
  return program->code[i].arg[0];
}

static void write_operator (nd_text *text, const nd_program *program,
                            const nd_instruction *instruction)
{
  /* Every piece is there already: none is appended. */
  nd_cuda_pieces pieces = {.text = text};
  char name[64];
  nd_text_add (text, "%s (v%d", function_of (&pieces, program, instruction, name),
               instruction->arg[0]);
  if (nd_op_operands ((nd_op)instruction->op) > 1)
    nd_text_add (text, ", v%d", instruction->arg[1]);
  nd_text_add_string (text, ")");
}

void nd_write_program (nd_text *text, const nd_cuda_layout *l,
                       void (*load) (nd_text *text, const void *context, int i),
                       const void *context)
{
  const nd_program *program = l->launch->program;
  for (int i = 0; i < program->length; i++) {
    const nd_instruction *instruction = &program->code[i];
    if (instruction->op == ND_OP_STORE)
      continue;
    nd_text_add (text, "        %s v%d = ", nd_cuda_type ((nd_dtype)instruction->dtype), i);
    if (instruction->op == ND_OP_LOAD)
      load (text, context, instruction->arg[0]);
    else if (instruction->op == ND_OP_CONSTANT)
      nd_text_add (text, "p.c%d", instruction->arg[0]);
    else if (instruction->op == ND_OP_SELECT)
      nd_text_add (text, "v%d ? v%d : v%d", instruction->arg[0], instruction->arg[1],
                   instruction->arg[2]);
    else
      write_operator (text, program, instruction);
    nd_text_add_string (text, ";\n");
  }
}
