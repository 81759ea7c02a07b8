/* Text that grows.

   Purpose    The C text of kernels, and compilers' output.
   Ownership  text_free frees it; a text starts as {0}.
   Threads    Under the stand-in's lock.
   Failures   When memory is short the text stays as it is and `failed` is set. */
#ifndef TESTS_STANDIN_TEXT_H
#define TESTS_STANDIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
  char *bytes; /* ends with '\0', or NULL */
  size_t length, room;
  bool failed;
};

void text_add (struct text *text, const char *format, ...) __attribute__ ((format (printf, 2, 3)));
void text_add_bytes (struct text *text, const char *bytes, size_t size);
bool text_add_file (struct text *text, const char *path);
void text_free (struct text *text);

#endif
