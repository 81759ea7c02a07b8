/* Element classes.

   Purpose    The table of element classes: Octave's name, size, kind.
   Ownership  Static tables only.
   Threads    Any.
   Failures   None. */
#ifndef ND_ARRAY_DTYPE_H
#define ND_ARRAY_DTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum nd_kind { ND_KIND_LOGICAL, ND_KIND_INTEGER, ND_KIND_FLOAT, ND_KIND_COMPLEX } nd_kind;

/* X (enumerator, class (dtype) (a), C type of an element, kind, operand type name in Octave's error
 * messages) */
#define ND_DTYPE_TABLE(X)                                                                          \
  X (ND_LOGICAL, "logical", bool, ND_KIND_LOGICAL, "bool")                                         \
  X (ND_INT8, "int8", int8_t, ND_KIND_INTEGER, "int8")                                             \
  X (ND_INT16, "int16", int16_t, ND_KIND_INTEGER, "int16")                                         \
  X (ND_INT32, "int32", int32_t, ND_KIND_INTEGER, "int32")                                         \
  X (ND_INT64, "int64", int64_t, ND_KIND_INTEGER, "int64")                                         \
  X (ND_UINT8, "uint8", uint8_t, ND_KIND_INTEGER, "uint8")                                         \
  X (ND_UINT16, "uint16", uint16_t, ND_KIND_INTEGER, "uint16")                                     \
  X (ND_UINT32, "uint32", uint32_t, ND_KIND_INTEGER, "uint32")                                     \
  X (ND_UINT64, "uint64", uint64_t, ND_KIND_INTEGER, "uint64")                                     \
  X (ND_SINGLE, "single", float, ND_KIND_FLOAT, "float")                                           \
  X (ND_DOUBLE, "double", double, ND_KIND_FLOAT, "")                                               \
  X (ND_COMPLEX_SINGLE, "single", nd_complex_single, ND_KIND_COMPLEX, "float complex")             \
  X (ND_COMPLEX_DOUBLE, "double", nd_complex_double, ND_KIND_COMPLEX, "complex")

/* Interleaved, as std::complex and C99's _Complex lay them out. */
typedef struct nd_complex_single {
  float re, im;
} nd_complex_single;
typedef struct nd_complex_double {
  double re, im;
} nd_complex_double;

typedef enum nd_dtype {
#define ND_DTYPE_ROW(name, class_name, type, kind, operand) name,
  ND_DTYPE_TABLE (ND_DTYPE_ROW)
#undef ND_DTYPE_ROW
      ND_DTYPE_COUNT
} nd_dtype;

const char *nd_dtype_class (nd_dtype dtype); /* "double" for complex double, too */
size_t nd_dtype_size (nd_dtype dtype);       /* bytes of one element */
nd_kind nd_dtype_kind (nd_dtype dtype);
bool nd_dtype_is_complex (nd_dtype dtype);
bool nd_dtype_is_integer (nd_dtype dtype);
bool nd_dtype_is_single (nd_dtype dtype);   /* single or complex single */
nd_dtype nd_dtype_real (nd_dtype dtype);    /* the real class of a complex one; else itself */
nd_dtype nd_dtype_complex (nd_dtype dtype); /* the complex class of a float one */

/* Double; single where one of them is, complex where one of them is. */
nd_dtype nd_dtype_common_float (nd_dtype a, nd_dtype b);

/* Octave's name of an operand in error messages: "matrix", "int8 scalar", "bool matrix", "float
   complex matrix".  Writes at most `size` bytes into `text` and returns it. */
const char *nd_dtype_operand_name (nd_dtype dtype, bool is_scalar, char *text, size_t size);

/* Finds the real class named `name` ("double", "int8", ...); false when there is none. */
bool nd_dtype_from_class (const char *name, nd_dtype *dtype);

#ifdef __cplusplus
}
#endif
#endif
