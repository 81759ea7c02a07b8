/* Finds formulas and pieces, fills in their classes, and appends what they call. */
#include "device/cuda/functions.h"
#include "device/cuda/functions_internal.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- classes ------------------------------------------------------------------------------- */

static const struct {
  const char *type, *c_type, *tag, *smallest, *largest, *digits, *wide;
} classes[] = {
    [ND_LOGICAL] = {"nd_logical", "unsigned char", "b", "0", "1", "1", "int"},
    [ND_INT8] = {"nd_int8", "signed char", "i8", "-128", "127", "7", "int"},
    [ND_INT16] = {"nd_int16", "short", "i16", "-32768", "32767", "15", "int"},
    [ND_INT32] = {"nd_int32", "int", "i32", "(-2147483647 - 1)", "2147483647", "31", "long long"},
    [ND_INT64] = {"nd_int64", "long long", "i64", "(-9223372036854775807LL - 1)",
                  "9223372036854775807LL", "63", "long long"},
    [ND_UINT8] = {"nd_uint8", "unsigned char", "u8", "0", "255", "8", "int"},
    [ND_UINT16] = {"nd_uint16", "unsigned short", "u16", "0", "65535", "16", "int"},
    [ND_UINT32] = {"nd_uint32", "unsigned int", "u32", "0", "4294967295u", "32", "long long"},
    [ND_UINT64] = {"nd_uint64", "unsigned long long", "u64", "0", "18446744073709551615ull", "64",
                   "unsigned long long"},
    [ND_SINGLE] = {"nd_single", "float", "s", "", "", "24", "float"},
    [ND_DOUBLE] = {"nd_double", "double", "d", "", "", "53", "double"},
    [ND_COMPLEX_SINGLE] = {"nd_complex_single", "float", "cs", "", "", "24", "float"},
    [ND_COMPLEX_DOUBLE] = {"nd_complex_double", "double", "cd", "", "", "53", "double"},
};
_Static_assert(sizeof classes / sizeof classes[0] == ND_DTYPE_COUNT, "every class has a row");

const char *nd_cuda_type (nd_dtype dtype)
{
  return classes[dtype].type;
}

void nd_cuda_pieces_start (nd_cuda_pieces *pieces, nd_text *text)
{
  pieces->text = text;
  for (int i = 0; i < ND_DTYPE_COUNT; i++)
    if (nd_dtype_is_complex ((nd_dtype)i))
      nd_text_add (text, "typedef struct __align__ (%d) {\n  %s re, im;\n} %s;\n",
                   (int)nd_dtype_size ((nd_dtype)i), classes[i].c_type, classes[i].type);
    else
      nd_text_add (text, "typedef %s %s;\n", classes[i].c_type, classes[i].type);
}

/* ---- operators ----------------------------------------------------------------------------- */

static const char *const enumerators[] = {
#define ND_OPERATOR_ROW(name, text, operands, rule, domain, cost, family, formula) #name,
    ND_OPERATOR_TABLE (ND_OPERATOR_ROW)
#undef ND_OPERATOR_ROW
};

enum { NAME_SIZE = 32 };

/* "less_equal" of ND_OP_LESS_EQUAL */
static void small_name (nd_op op, char name[NAME_SIZE])
{
  const char *from = enumerators[op] + strlen ("ND_OP_");
  size_t length = strlen (from);
  for (size_t i = 0; i <= length; i++)
    name[i] = (char)tolower ((unsigned char)from[i]);
}

/* What a template is filled in with. */
typedef struct meaning {
  nd_op op;
  nd_dtype a, b, result;
} meaning;

/* Are these classes among the row's? */
static bool has_classes (const nd_cuda_formula *row, const meaning *of)
{
  if (!(row->a >> of->a & 1) || !(row->result >> of->result & 1))
    return false;
  if (nd_op_operands (of->op) == 1)
    return true;
  if (!(row->b >> of->b & 1) || (row->a == row->b && of->a != of->b))
    return false;
  return !((row->a | row->b) & IN_COMPLEX) ||
         nd_dtype_is_single (of->a) == nd_dtype_is_single (of->b);
}

/* The classes for which an operator's formula stands in the operator table. */
#define ORDINARY(rule, of_a, of_b, of_result)                                                      \
  [ND_RULE_##rule] = {.a = of_a, .b = of_b, .result = of_result}
static const nd_cuda_formula ordinary[] = {
    ORDINARY (NONE, 0, 0, 0),
    ORDINARY (SAME, IN_FLOAT, 0, IN_FLOAT),
    ORDINARY (REAL_PART, IN_FLOAT, 0, IN_FLOAT),
    ORDINARY (ANGLE, IN_FLOAT, 0, IN_FLOAT),
    ORDINARY (FLOAT, IN_FLOAT, 0, IN_FLOAT),
    ORDINARY (REAL_FLOAT, IN_FLOAT, 0, IN_FLOAT),
    ORDINARY (PREDICATE, IN_FLOAT, 0, IN_LOGICAL),
    ORDINARY (SIGN_BIT, IN_FLOAT, 0, IN_LOGICAL),
    ORDINARY (ARITHMETIC, IN_FLOAT, IN_FLOAT, IN_FLOAT),
    ORDINARY (COMPARISON, IN_REAL, IN_REAL, IN_LOGICAL),
    ORDINARY (LOGIC, IN_REAL, IN_REAL, IN_LOGICAL),
    ORDINARY (REAL_FLOATS, IN_FLOAT, IN_FLOAT, IN_FLOAT),
    ORDINARY (REMAINDER, IN_FLOAT, IN_FLOAT, IN_FLOAT),
    ORDINARY (EXTREME, IN_FLOAT, IN_FLOAT, IN_FLOAT),
    ORDINARY (DIVISOR, IN_INTEGER | IN_DOUBLE, IN_INTEGER | IN_DOUBLE, IN_INTEGER | IN_DOUBLE),
    ORDINARY (BITS, IN_LOGICAL | IN_INTEGER, IN_LOGICAL | IN_INTEGER, IN_LOGICAL | IN_INTEGER),
    ORDINARY (SHIFT, IN_INTEGER | IN_FLOAT, IN_DOUBLE, IN_INTEGER | IN_FLOAT),
    ORDINARY (PARTS, IN_FLOAT, IN_FLOAT, IN_COMPLEX),
};
#undef ORDINARY
_Static_assert(sizeof ordinary / sizeof ordinary[0] == ND_RULE_COUNT, "every rule has a row");

/* NULL: no program may hold that. */
static const char *find_formula (const meaning *of)
{
  static const nd_cuda_formula *const tables[] = {
#define ND_CUDA_FORMULAS(name) nd_cuda_##name##_formulas,
      ND_CUDA_FUNCTION_TABLES (ND_CUDA_FORMULAS)
#undef ND_CUDA_FORMULAS
  };
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    for (const nd_cuda_formula *row = tables[i]; row->a; row++)
      if (of->op >= row->first && of->op <= row->last && has_classes (row, of))
        return row->formula;
  return has_classes (&ordinary[nd_op_rule (of->op)], of) ? nd_op_formula (of->op) : NULL;
}

/* ---- templates ----------------------------------------------------------------------------- */

/* Appends what the letter stands for. */
static void add_letter (nd_text *text, char letter, const meaning *of)
{
  bool is_single = nd_dtype_is_single (of->a);
  nd_dtype real = nd_dtype_real (of->a);
  char name[NAME_SIZE];
  small_name (of->op, name);
  const char *symbol = nd_op_name (of->op) + (nd_op_name (of->op)[0] == '.');
  const struct {
    char letter;
    const char *string;
  } strings[] = {
      {'A', classes[of->a].type},
      {'B', classes[of->b].type},
      {'R', classes[of->result].type},
      {'P', classes[real].type},
      {'Q', classes[nd_dtype_real (of->result)].type},
      {'a', classes[of->a].tag},
      {'b', classes[of->b].tag},
      {'r', classes[of->result].tag},
      {'p', classes[real].tag},
      {'S', classes[of->result].smallest},
      {'L', classes[of->result].largest},
      {'D', classes[of->result].digits},
      {'W', classes[of->result].wide},
      {'f', is_single ? "f" : ""},
      {'I',
       is_single ? "__int_as_float (0x7f800000)" : "__longlong_as_double (0x7ff0000000000000ll)"},
      {'N',
       is_single ? "__int_as_float (0x7fffffff)" : "__longlong_as_double (0x7fffffffffffffffll)"},
      {'n', name},
      {'M', is_single ? "0x1p126f" : "0x1p1022"},
      {'m', is_single ? "0x1p-126f" : "0x1p-1022"},
      {'X', is_single ? "87.0f" : "708.0"},
      {'e', is_single ? "0x1p-23f" : "0x1p-52"},
      {'o', symbol},
  };
  for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
    if (strings[i].letter == letter)
      nd_text_add_string (text, strings[i].string);
  if (letter == 's')
    nd_text_add (text, "%c", symbol[0]);
}

static void add_template (nd_text *text, const char *template, const meaning *of)
{
  for (const char *c = template; *c; c++)
    if (*c == '$')
      add_letter (text, *++c, of);
    else
      nd_text_add (text, "%c", *c);
}

/* ---- pieces -------------------------------------------------------------------------------- */

enum { FUNCTION_NAME_SIZE = 64, DEEPEST = 16 }; /* calls in calls */

static bool is_class_tag (const char *tag, nd_dtype *dtype)
{
  for (int i = 0; i < ND_DTYPE_COUNT; i++)
    if (strcmp (tag, classes[i].tag) == 0) {
      *dtype = (nd_dtype)i;
      return true;
    }
  return false;
}

/* "nd_clamp_i8" is the piece "clamp" for int8. */
static const nd_cuda_piece *find_piece (const char *name, nd_dtype *dtype)
{
  static const nd_cuda_piece *const tables[] = {
#define ND_CUDA_PIECES(name) nd_cuda_##name##_pieces,
      ND_CUDA_FUNCTION_TABLES (ND_CUDA_PIECES)
#undef ND_CUDA_PIECES
  };
  const char *base = name + strlen ("nd_"), *tag = strrchr (name, '_') + 1;
  if (tag <= base || !is_class_tag (tag, dtype))
    return NULL;
  size_t length = (size_t)(tag - 1 - base);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    for (const nd_cuda_piece *piece = tables[i]; piece->name; piece++)
      if (strlen (piece->name) == length && strncmp (piece->name, base, length) == 0 &&
          (piece->classes >> *dtype & 1))
        return piece;
  return NULL;
}

/* A text has a function as soon as it has a call of it: what is called comes first. */
static bool has (const nd_cuda_pieces *pieces, const char *name)
{
  char call[FUNCTION_NAME_SIZE + 2];
  snprintf (call, sizeof call, "%s (", name);
  return pieces->text->bytes && strstr (pieces->text->bytes, call);
}

/* Finds a piece that the function `own` calls and that is not there yet. */
static bool find_missing (const nd_cuda_pieces *pieces, const nd_text *function, const char *own,
                          char name[FUNCTION_NAME_SIZE])
{
  nd_dtype dtype;
  for (const char *c = function->bytes; c && (c = strstr (c, "nd_")) != NULL;) {
    size_t length = strspn (c, "abcdefghijklmnopqrstuvwxyz_0123456789");
    snprintf (name, FUNCTION_NAME_SIZE, "%.*s", (int)length, c);
    c += length;
    if (strncmp (c, " (", 2) == 0 && strcmp (name, own) != 0 && find_piece (name, &dtype) &&
        !has (pieces, name))
      return true;
  }
  return false;
}

static void append (nd_cuda_pieces *pieces, const nd_text *function)
{
  if (function->bytes)
    nd_text_add_string (pieces->text, function->bytes);
  pieces->text->failed |= function->failed;
}

/* The names are a stack: what the last one calls comes before it. */
void nd_cuda_need (nd_cuda_pieces *pieces, const char *name)
{
  char names[DEEPEST][FUNCTION_NAME_SIZE];
  nd_text function = {0};
  nd_dtype dtype;
  if (!find_piece (name, &dtype) || has (pieces, name))
    return;
  snprintf (names[0], sizeof names[0], "%s", name);
  for (int depth = 1; depth > 0 && !pieces->text->failed;) {
    const char *last = names[depth - 1];
    const nd_cuda_piece *piece = find_piece (last, &dtype);
    nd_text_clear (&function);
    add_template (&function, piece->text, &(meaning){ND_OP_LOAD, dtype, dtype, dtype});
    if (depth < DEEPEST && find_missing (pieces, &function, last, names[depth]))
      depth++;
    else {
      append (pieces, &function);
      depth--;
    }
  }
  nd_text_free (&function);
}

/* ---- functions of operators ---------------------------------------------------------------- */

/* "nd_negate_d", "nd_less_i8_i8_b", "nd_sqrt_d_cd": the result's class where it is not the first's.
 */
static void write_name (char name[FUNCTION_NAME_SIZE], const char *operator, bool is_binary,
                        nd_dtype result, nd_dtype a, nd_dtype b)
{
  snprintf (name, FUNCTION_NAME_SIZE, "nd_%s_%s%s%s%s%s", operator, classes[a].tag,
            is_binary ? "_" : "", is_binary ? classes[b].tag : "", result == a ? "" : "_",
            result == a ? "" : classes[result].tag);
}

/* Appends the function of a formula after the pieces that it calls. */
static void add_operator (nd_cuda_pieces *pieces, const char *name, const char *parameters,
                          const char *formula, const meaning *of)
{
  char missing[FUNCTION_NAME_SIZE];
  nd_text template = {0}, function = {0};
  nd_text_add (&template, ND_CUDA_INLINE "$R %s (%s)\n{\n  return %s;\n}\n", name, parameters,
               formula);
  if (template.bytes)
    add_template (&function, template.bytes, of);
  while (!pieces->text->failed && find_missing (pieces, &function, name, missing))
    nd_cuda_need (pieces, missing);
  append (pieces, &function);
  pieces->text->failed |= template.failed;
  nd_text_free (&template);
  nd_text_free (&function);
}

static bool is_name (const char *formula)
{
  return strncmp (formula, "nd_", 3) == 0 && !strchr (formula, ' ');
}

/* Appends the piece that computes the operator alone. */
static void add_piece (nd_cuda_pieces *pieces, const char *formula, const meaning *of,
                       char name[FUNCTION_NAME_SIZE])
{
  nd_text filled = {0};
  add_template (&filled, formula, of);
  snprintf (name, FUNCTION_NAME_SIZE, "%s", filled.failed ? "" : filled.bytes);
  if (!filled.failed)
    nd_cuda_need (pieces, name);
  pieces->text->failed |= filled.failed;
  nd_text_free (&filled);
}

const char *nd_cuda_operator (nd_cuda_pieces *pieces, nd_op op, nd_dtype result, nd_dtype a,
                              nd_dtype b, char name[64])
{
  /* x .\ y is y ./ x. */
  bool is_binary = nd_op_operands (op) == 2, is_left = op == ND_OP_LEFT_DIVIDE;
  meaning of = is_left     ? (meaning){ND_OP_DIVIDE, b, a, result}
               : is_binary ? (meaning){op, a, b, result}
                           : (meaning){op, a, a, result};
  const char *parameters = is_left ? "$B y, $A x" : is_binary ? "$A x, $B y" : "$A x";
  char operator[NAME_SIZE];
  const char *formula = find_formula (&of);
  if (!formula)
    return NULL;
  if (is_name (formula)) {
    add_piece (pieces, formula, &of, name);
    return name;
  }
  small_name (op, operator);
  write_name (name, operator, is_binary, result, a, b);
  if (!has (pieces, name))
    add_operator (pieces, name, parameters, formula, &of);
  return name;
}
