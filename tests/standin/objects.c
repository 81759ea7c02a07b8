/* Handles: what was made and not yet given back. */
#include "standin.h"
#include <stdlib.h>

enum { BUCKETS = 1024, KEPT = 256 };
static struct object *buckets[BUCKETS];

/* The latest that were given back: their memory is not used again soon, so that who uses an old
   handle does not find a new object there. */
static void *kept[KEPT];
static int next_kept;

static struct object **bucket_of (const void *handle)
{
  return &buckets[(uintptr_t)handle / 16 % BUCKETS];
}

void *object_new (size_t size, enum object_kind kind, CUcontext context)
{
  struct object *object = calloc (1, size);
  if (!object)
    return NULL;
  struct object **bucket = bucket_of (object);
  *object = (struct object){kind, context, *bucket};
  *bucket = object;
  return object;
}

bool object_is (const void *handle, enum object_kind kind)
{
  const struct object *object = *bucket_of (handle);
  while (object && object != handle)
    object = object->next;
  return object && object->kind == kind;
}

void object_free (void *handle)
{
  struct object **link = bucket_of (handle);
  while (*link != handle)
    link = &(*link)->next;
  *link = (*link)->next;
  free (kept[next_kept]);
  kept[next_kept] = handle;
  next_kept = (next_kept + 1) % KEPT;
}

static struct object *first_of (enum object_kind kind, CUcontext context)
{
  for (int i = 0; i < BUCKETS; i++)
    for (struct object *object = buckets[i]; object; object = object->next)
      if (object->kind == kind && object->context == context)
        return object;
  return NULL;
}

void object_free_all (enum object_kind kind, CUcontext context, void (*give_up) (void *))
{
  for (struct object *object; (object = first_of (kind, context));)
    give_up (object);
}
