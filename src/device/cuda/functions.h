/* The functions of generated CUDA C: every operator of the operator table, for every class.

   Purpose    CUDA C texts of operators, conversions, saturation, complex arithmetic, special
              functions, each a piece with a name and with the names of the pieces it calls, so that
              a kernel's text holds only what it uses.  They compute what device/cpu/kernels
              computes: integers bit by bit, elementary functions within NVIDIA's error bounds.
   Language   The common part of C and C++ (structs and functions; no templates, no overloading), so
              that a plain C compiler takes it, too.  Element types are nd_logical (unsigned char),
              nd_int8 ... nd_uint64, nd_single, nd_double, nd_complex_single, nd_complex_double
              (structs with re and im, aligned to their size).
   Ownership  Static tables; a set of pieces is plain memory.
   Threads    Any.
   Failures   nd_text remembers out-of-memory. */
#ifndef ND_DEVICE_CUDA_FUNCTIONS_H
#define ND_DEVICE_CUDA_FUNCTIONS_H

#include "device/cuda/text.h"
#include "program/program.h"

/* A text of pieces: it has those whose names it holds. */
typedef struct nd_cuda_pieces {
  nd_text *text;
} nd_cuda_pieces;

/* Starts a text: the element types. */
void nd_cuda_pieces_start (nd_cuda_pieces *pieces, nd_text *text);

/* Appends the piece of this name ("nd_pair_cd": its class ends it, see functions_internal.h) after
   those that it needs; does nothing when it is there. */
void nd_cuda_need (nd_cuda_pieces *pieces, const char *name);

/* "nd_double": the CUDA C type of a class. */
const char *nd_cuda_type (nd_dtype dtype);

/* The function that computes an instruction's operator (casts included; loads, stores, constants
   and select are the generator's) for operands of classes a and b (unary: b is ignored): appends
   what it needs and returns its name, to be called as name (x) or name (x, y), or NULL for a
   combination that no program may hold.  `name` is memory for 64 bytes. */
const char *nd_cuda_operator (nd_cuda_pieces *pieces, nd_op op, nd_dtype result, nd_dtype a,
                              nd_dtype b, char name[64]);

#endif
