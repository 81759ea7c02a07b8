#include "device/cuda/text.h"
#include "base/memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SMALLEST = 256 };

/* Room for `length` more bytes and the end. */
static bool reserve (nd_text *text, size_t length)
{
  size_t needed = text->length + length + 1;
  if (text->failed)
    return false;
  if (needed <= text->capacity)
    return true;
  size_t capacity = text->capacity < SMALLEST ? SMALLEST : text->capacity;
  while (capacity < needed)
    capacity *= 2;
  char *bytes = nd_realloc (text->bytes, capacity);
  if (!bytes) {
    text->failed = true;
    return false;
  }
  text->bytes = bytes;
  text->capacity = capacity;
  return true;
}

void nd_text_add (nd_text *text, const char *format, ...)
{
  va_list args, again;
  va_start (args, format);
  va_copy (again, args);
  int length = vsnprintf (NULL, 0, format, args);
  if (length >= 0 && reserve (text, (size_t)length)) {
    vsnprintf (text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end (again);
  va_end (args);
}

void nd_text_add_string (nd_text *text, const char *string)
{
  size_t length = strlen (string);
  if (!reserve (text, length))
    return;
  memcpy (text->bytes + text->length, string, length + 1);
  text->length += length;
}

void nd_text_clear (nd_text *text)
{
  text->length = 0;
  text->failed = false;
  if (text->bytes)
    text->bytes[0] = '\0';
}

void nd_text_free (nd_text *text)
{
  nd_free (text->bytes);
  *text = (nd_text){0};
}

nd_status nd_text_status (const nd_text *text, nd_error *error)
{
  return text->failed ? nd_out_of_memory (error, text->capacity * 2) : ND_OK;
}
