#include "device/cuda/parameters.h"
#include "base/numbers.h"
#include <string.h>

void nd_parameters_start (nd_parameters *p, bool is_wide, nd_text *text)
{
  p->length = 0;
  p->is_full = false;
  p->is_wide = is_wide;
  p->text = text;
  if (text)
    nd_text_add_string (text, "typedef struct {\n");
}

void nd_parameters_end (nd_parameters *p)
{
  if (p->text)
    nd_text_add_string (p->text, "} nd_parameters;\n");
}

static void declare (const nd_parameters *p, const char *type, const char *star, nd_member name)
{
  nd_text_add (p->text, "  %s %s%s", type, star, name.word);
  if (name.first >= 0)
    nd_text_add (p->text, "%d", name.first);
  if (name.second >= 0)
    nd_text_add (p->text, "_%d", name.second);
  nd_text_add_string (p->text, ";\n");
}

/* Every type that occurs is aligned to its size, so that the C compiler's padding is known. */
static void put (nd_parameters *p, const void *value, size_t size)
{
  size_t at = nd_round_up (p->length, size);
  if (at + size > ND_PARAMETERS_MAX) {
    p->is_full = true;
    return;
  }
  memset (p->bytes + p->length, 0, at - p->length);
  memcpy (p->bytes + at, value, size);
  p->length = at + size;
}

void nd_parameters_add (nd_parameters *p, const char *type, nd_member name, const void *value,
                        size_t size)
{
  put (p, value, size);
  if (p->text)
    declare (p, type, "", name);
}

void nd_parameters_add_pointer (nd_parameters *p, const char *type, nd_member name,
                                const void *address)
{
  uint64_t value = (uint64_t)(uintptr_t)address;
  put (p, &value, sizeof value);
  if (p->text)
    declare (p, type, "*", name);
}

void nd_parameters_add_index (nd_parameters *p, nd_member name, int64_t value)
{
  uint32_t narrow = (uint32_t)value;
  nd_parameters_add (p, "nd_index", name, p->is_wide ? (void *)&value : (void *)&narrow,
                     p->is_wide ? sizeof value : sizeof narrow);
}

void nd_parameters_add_offset (nd_parameters *p, nd_member name, int64_t value)
{
  int32_t narrow = (int32_t)value;
  nd_parameters_add (p, "nd_offset", name, p->is_wide ? (void *)&value : (void *)&narrow,
                     p->is_wide ? sizeof value : sizeof narrow);
}
