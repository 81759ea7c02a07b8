/* Help texts of the built-in functions.

   Purpose    nd_asarray and nd_view are built-ins (they need the name of their argument), so their
              help is not in an .m file.  Both texts are in Texinfo, as everywhere in Octave.
   Ownership  Static strings only.
   Threads    Any.
   Failures   None. */
#ifndef ND_MEX_DOCSTRINGS_H
#define ND_MEX_DOCSTRINGS_H

/* clang-format off */
static const char nd_asarray_doc[] =
    "-*- texinfo -*-\n"
    "@deftypefn  {} {@var{c} =} nd_asarray (@var{a})\n"
    "@deftypefnx {} {@var{c} =} nd_asarray (@var{a}, \"dtype\", @var{class})\n"
    "@deftypefnx {} {@var{c} =} nd_asarray (@var{a}, \"copy\", @var{when})\n"
    "Give an array another name without copying it.\n"
    "\n"
    "If the variable @var{a} is an nd array, @var{a} and @var{c} are linked: they\n"
    "have one memory, and what is written through one is seen through the other.\n"
    "Names that merely held the same value before stay independent.  The link is\n"
    "known in the scope that made it, where every assignment @code{d = c} is another\n"
    "name for the same memory; a function that is called with @var{c} gets a value,\n"
    "and what it makes and returns is a value (one that returns its argument as it\n"
    "is, as @code{deal} does, returns just that: another name).  A variable leaves its\n"
    "group when it is given another value, as in @code{c = nd_array (c)}.\n"
    "\n"
    "If @var{a} is an ordinary numeric or logical array, @var{c} borrows its memory;\n"
    "the first write to either copies, because an ordinary array never changes\n"
    "behind its owner's back.\n"
    "\n"
    "The call takes the same few microseconds for any size.  It copies only where it\n"
    "must: for the option @qcode{\"dtype\"} with another class than the array has, and\n"
    "for scalars, ranges, sparse, diagonal and permutation matrices, whose elements\n"
    "are not in memory.  The option @qcode{\"copy\"} may be @qcode{\"auto\"} (the default),\n"
    "@code{true}, which copies at once and links nothing, or @code{false}, which\n"
    "raises @code{ndarray:copy-needed} where a copy could not be avoided.\n"
    "\n"
    "An array that lives on a device raises @code{ndarray:device-to-host}.  A part of\n"
    "a structure or a cell, as in @code{nd_asarray (s.x)}, raises\n"
    "@code{ndarray:shared-value}: give it a name first.  A value that is\n"
    "neither numeric nor logical raises @code{ndarray:dtype}.\n"
    "\n"
    "@example\n"
    "@group\n"
    "A = nd_array (ones (3, 3));\n"
    "C = nd_asarray (A);\n"
    "C(3,:) = 2;\n"
    "A(3,1)\n"
    "  @result{} ans = 2\n"
    "@end group\n"
    "@end example\n"
    "@seealso{nd_array, nd_view, nd_shares_memory, nd_info}\n"
    "@end deftypefn\n";

static const char nd_view_doc[] =
    "-*- texinfo -*-\n"
    "@deftypefn {} {@var{v} =} nd_view (@var{a}, @var{idx}, @dots{})\n"
    "Give a part of an nd array a name without copying it.\n"
    "\n"
    "@var{v} is the nd array @code{@var{a}(@var{idx}, @dots{})}, linked to the\n"
    "variable @var{a}: what is written through one is seen through the other, by the\n"
    "rules of @code{nd_asarray}.  Each index is a colon (@qcode{\":\"}), a positive\n"
    "integer, a range with any step, or a list or logical mask whose elements are\n"
    "evenly spaced.  The call takes the same time for any size.\n"
    "\n"
    "Other indices, whose elements no view can name, raise @code{ndarray:view};\n"
    "indices outside @var{a} raise @code{Octave:index-out-of-bounds}, and what is no\n"
    "index raises the same error as for a matrix.  @var{a} can be on any device.\n"
    "\n"
    "@example\n"
    "@group\n"
    "A = nd_array (zeros (3, 4));\n"
    "v = nd_view (A, 2, 4:-1:1);\n"
    "v(1) = 7;\n"
    "A(2,4)\n"
    "  @result{} ans = 7\n"
    "@end group\n"
    "@end example\n"
    "@seealso{nd_asarray, nd_array, nd_shares_memory}\n"
    "@end deftypefn\n";
/* clang-format on */

#endif
