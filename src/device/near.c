#define _DEFAULT_SOURCE
#include "device/near.h"
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 15 };

/* What people call a kind of device elsewhere. */
static const struct {
  const char *said, *meant;
} synonyms[] = {{"gpu", "cuda"}, {"nvidia", "cuda"},   {"device", "cuda"},
                {"host", "cpu"}, {"simulated", "sim"}, {"simulator", "sim"}};

static int smaller (int a, int b)
{
  return a < b ? a : b;
}

/* Levenshtein distance, letters of any case being equal. */
static int distance (const char *a, size_t na, const char *b, size_t nb)
{
  int row[LONGEST + 1];
  for (size_t j = 0; j <= nb; j++)
    row[j] = (int)j;
  for (size_t i = 1; i <= na; i++) {
    int diagonal = row[0];
    row[0] = (int)i;
    for (size_t j = 1; j <= nb; j++) {
      int replaced =
          diagonal + (tolower ((unsigned char)a[i - 1]) != tolower ((unsigned char)b[j - 1]));
      diagonal = row[j];
      row[j] = smaller (replaced, smaller (row[j], row[j - 1]) + 1);
    }
  }
  return row[nb];
}

static const char *find_synonym (const char *name, size_t length)
{
  for (size_t i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++)
    if (strlen (synonyms[i].said) == length && strncasecmp (name, synonyms[i].said, length) == 0)
      return synonyms[i].meant;
  return NULL;
}

const char *nd_nearest_name (const char *name, int count, const char *const *names)
{
  size_t length = strcspn (name, ":");
  if (length == 0 || length > LONGEST)
    return NULL;
  const char *best = find_synonym (name, length);
  int limit = length < 5 ? 1 : 2; /* two wrong letters out of three make another word */
  for (int i = 0; !best && i < count; i++)
    if (distance (name, length, names[i], strlen (names[i])) <= limit)
      best = names[i];
  return best;
}
