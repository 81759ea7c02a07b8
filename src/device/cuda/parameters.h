/* The parameter struct of a kernel: its bytes, and its declaration in CUDA C.

   Purpose    Writes both from one description, so that they cannot differ: a launch fills in the
              bytes, and the same calls with a text declare the members.
   Ownership  Plain memory; the text is borrowed.
   Threads    Any.
   Failures   A struct of more than ND_PARAMETERS_MAX bytes is remembered as `is_full`. */
#ifndef ND_DEVICE_CUDA_PARAMETERS_H
#define ND_DEVICE_CUDA_PARAMETERS_H

#include "device/cuda/text.h"
#include "program/program.h"

enum { ND_PARAMETERS_MAX = 4096 };

typedef struct nd_parameters {
  _Alignas(16) unsigned char bytes[ND_PARAMETERS_MAX];
  size_t length;
  bool is_full, is_wide; /* wide: members of type nd_index and nd_offset have 64 bits */
  nd_text *text;         /* NULL: only bytes */
} nd_parameters;

/* The declaration begins and ends; its name is nd_parameters. */
void nd_parameters_start (nd_parameters *p, bool is_wide, nd_text *text);
void nd_parameters_end (nd_parameters *p);

/* Members are named by a word and, where these are not negative, by one or two numbers: "x3_1". */
typedef struct nd_member {
  const char *word;
  int first, second;
} nd_member;

void nd_parameters_add (nd_parameters *p, const char *type, nd_member name, const void *value,
                        size_t size);
void nd_parameters_add_pointer (nd_parameters *p, const char *type, nd_member name,
                                const void *address);
void nd_parameters_add_index (nd_parameters *p, nd_member name, int64_t value);
void nd_parameters_add_offset (nd_parameters *p, nd_member name, int64_t value);

#endif
