#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_room (struct text *text, size_t more)
{
  size_t needed = text->length + more + 1;
  if (needed > text->room) {
    char *bytes = realloc (text->bytes, 2 * needed);
    if (!bytes) {
      text->failed = true;
      return false;
    }
    text->bytes = bytes;
    text->room = 2 * needed;
  }
  return true;
}

void text_add_bytes (struct text *text, const char *bytes, size_t size)
{
  if (!make_room (text, size))
    return;
  memcpy (text->bytes + text->length, bytes, size);
  text->length += size;
  text->bytes[text->length] = '\0';
}

void text_add (struct text *text, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  int n = vsnprintf (NULL, 0, format, arguments);
  va_end (arguments);
  if (n < 0 || !make_room (text, (size_t)n))
    return;
  va_start (arguments, format);
  vsnprintf (text->bytes + text->length, (size_t)n + 1, format, arguments);
  va_end (arguments);
  text->length += (size_t)n;
}

bool text_add_file (struct text *text, const char *path)
{
  char piece[4096];
  FILE *file = fopen (path, "rb");
  if (!file)
    return false;
  size_t n;
  while ((n = fread (piece, 1, sizeof piece, file)) > 0)
    text_add_bytes (text, piece, n);
  bool is_whole = !ferror (file) && !text->failed;
  fclose (file);
  return is_whole;
}

void text_free (struct text *text)
{
  free (text->bytes);
  *text = (struct text){0};
}
