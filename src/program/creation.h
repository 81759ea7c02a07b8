/* New arrays from a size: filled, ramps, random numbers.

   Purpose    Makes arrays on their device; nothing is made on the host and moved.
   Ownership  Results belong to the caller.  The state of the random stream belongs to the process.
   Threads    Only the thread that runs Octave.
   Failures   nd_status and a message: no memory, device faults, interrupts.  A call that fails
              leaves the random stream where it was. */
#ifndef ND_PROGRAM_CREATION_H
#define ND_PROGRAM_CREATION_H

#include "program/generator.h"
#include "program/operations.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is made, and where. */
typedef struct nd_blueprint {
  nd_device *device;
  nd_dtype dtype;
  int ndims;
  int64_t dims[ND_MAX_DIMS];
} nd_blueprint;

/* Every element is `value`, converted to the class. */
nd_status nd_make_full (const nd_blueprint *wanted, const nd_operand *value, nd_array **out,
                        nd_error *error) ND_MUST_USE;

/* Two dimensions: ones where row and column are equal, zeros elsewhere. */
nd_status nd_make_eye (const nd_blueprint *wanted, nd_array **out, nd_error *error) ND_MUST_USE;

/* Every column is a ramp of its own: column j is ramps[j].  Classes other than logical. */
nd_status nd_make_ramps (const nd_blueprint *wanted, const nd_ramp *ramps, nd_array **out,
                         nd_error *error) ND_MUST_USE;

/* Octave's linspace of n elements.  It fills single rows symmetrically, from both ends, but before
   Octave 11 not the rows of a matrix. */
nd_ramp nd_ramp_linspace (nd_complex_double first, nd_complex_double last, int64_t n,
                          bool is_symmetric);

/* Octave's range first:step:last, where `last` is the last element and n their number. */
nd_ramp nd_ramp_range (double first, double step, double last, int64_t n);

/* The same for integer classes, modulo 2^64. */
nd_ramp nd_ramp_integers (uint64_t first, uint64_t step);

/* Random numbers.  Kinds: uniform and normal (double, single), whole numbers low ... high (every
   class; |low|, |high| < 2^53). */
nd_status nd_make_random (const nd_blueprint *wanted, nd_generator_kind kind, nd_array **out,
                          nd_error *error) ND_MUST_USE;
nd_status nd_make_whole (const nd_blueprint *wanted, int64_t low, int64_t high, nd_array **out,
                         nd_error *error) ND_MUST_USE;

/* The random stream that all devices share: a key and how many blocks of it were used. */
typedef struct nd_stream {
  uint64_t key, position;
} nd_stream;
nd_stream nd_stream_get (void); /* starts with a key from the system's source of randomness */
void nd_stream_set (nd_stream stream);
void nd_stream_reset (void); /* to a new key */

#ifdef __cplusplus
}
#endif
#endif
