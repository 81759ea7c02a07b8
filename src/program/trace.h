/* Tracing: recording what a function does to arrays that have no values yet.

   Purpose    Between begin and end, operations of every size wait, and whoever asks for values is
              refused: what a function makes of arguments then depends on their classes, sizes and
              devices alone, and its expression can be run again with other arrays.
   Ownership  An argument is an expression like any other.
   Threads    Only the thread that runs Octave.
   Failures   ND_FAILED where values are needed; the trace is broken from then on. */
#ifndef ND_PROGRAM_TRACE_H
#define ND_PROGRAM_TRACE_H

#include "program/expression.h"

#ifdef __cplusplus
extern "C" {
#endif

void nd_trace_begin (void);
bool nd_trace_end (void); /* false: values were needed */
bool nd_is_tracing (void);
nd_status nd_trace_break (nd_error *error);

/* Stands for an array of the class, size and device. */
nd_status nd_trace_argument (nd_device *device, nd_dtype dtype, int ndims, const int64_t *dims,
                             nd_expression **out, nd_error *error) ND_MUST_USE;

/* Which argument an input of a traced program is; -1: an array that the function brought along. */
int nd_trace_place (const nd_array *input, int count, nd_expression *const *arguments);

#ifdef __cplusplus
}
#endif
#endif
