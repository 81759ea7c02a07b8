/* Writing CUDA C: what the kernels of all kinds of launches have in common.

   Purpose    The parameter struct, subscripts and distances, the program's instructions, and keys.
   Ownership  Borrows layout and text.
   Threads    Any.
   Failures   nd_text remembers out-of-memory. */
#ifndef ND_DEVICE_CUDA_WRITE_H
#define ND_DEVICE_CUDA_WRITE_H

#include "device/cuda/functions.h"
#include "device/cuda/layout.h"

enum { ND_CUDA_KEY_SIZE = 4096 };

/* A key under construction: letters, no printf, since every launch makes one. */
typedef struct nd_cuda_key {
  size_t length;
  char text[ND_CUDA_KEY_SIZE];
} nd_cuda_key;

void nd_cuda_key_start (nd_cuda_key *key, char kind);
void nd_cuda_key_add (nd_cuda_key *key, int c);                          /* a printing character */
void nd_cuda_key_add_layout (nd_cuda_key *key, const nd_cuda_layout *l); /* and the program */

/* The members that all kernels have: addresses "i0", "o0", constants "c0"; with several dimensions
   extents "d1", and what divides by them, "m1" and "h1"; strides "x0_1", lists "l0_1", winners
   "w0_1".  Operands are numbered through, outputs after inputs, in names of strides and lists. */
void nd_write_members (nd_parameters *p, const nd_cuda_layout *l);

/* The text's beginning: element types and the functions that the program calls. */
void nd_write_functions (nd_cuda_pieces *pieces, nd_text *text, const nd_cuda_layout *l);
void nd_write_index_types (nd_text *text, bool is_wide);         /* before the parameters */
void nd_write_division (nd_text *text, const nd_cuda_layout *l); /* after the parameters */

/* Declares the subscripts k<d> of the dimensions, the first of which is fastest, that element
   `index` (of type nd_index) has. */
void nd_write_subscripts (nd_text *text, const nd_cuda_layout *l, const char *index, int count,
                          const int *dims);

/* "(nd_offset) k0 * p.x3_0 + ...": where operand i is at the subscripts of the dimensions. */
void nd_write_distance (nd_text *text, const nd_cuda_layout *l, int i, int count, const int *dims);

/* The type that moves so many bytes at once; the unions of it and a vector's elements, of type
   nd_<class>_vector, for the operands that are walked in vectors. */
const char *nd_cuda_raw_type (size_t nbytes);
void nd_write_vector_types (nd_text *text, const nd_cuda_layout *l);

/* The beginning and the end of the statement that reads a vector of input i, around its address. */
void nd_write_vector_read (nd_text *text, const nd_cuda_layout *l, int i);
const char *nd_cuda_vector_read_end (const nd_cuda_layout *l, int i);

/* f<i>: the operands of one element. */
void nd_write_fixed (nd_text *text, const nd_cuda_layout *l);

/* Declares v<k> for all values of the program; `load` appends what input i is read by, and gets
   the context. */
void nd_write_program (nd_text *text, const nd_cuda_layout *l,
                       void (*load) (nd_text *text, const void *context, int i),
                       const void *context);

/* The value that goes to output i. */
int nd_cuda_stored_value (const nd_program *program, int output);

/* "i3" or "o0": the member that holds an operand's address. */
nd_member nd_cuda_operand_member (const nd_cuda_layout *l, int i);

#endif
