#define _POSIX_C_SOURCE 200809L
#include "device/cuda/disk.h"
#include "base/memory.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t nd_cuda_disk_limit = (size_t)128 << 20;

/* Before the code in a file. */
typedef struct {
  char magic[8];
  uint64_t nbytes, checksum;
} file_header;

static const char magic[8] = {'n', 'd', 'k', 'e', 'r', 'n', 'e', 'l'};
static const char suffix[] = ".kernel";

enum { MAX_PATH = 4096, LARGEST_CODE = 64 << 20 };

/* FNV-1a; `seed` makes another function of it. */
static uint64_t hash_bytes (uint64_t seed, const void *bytes, size_t nbytes)
{
  const unsigned char *b = bytes;
  uint64_t hash = 14695981039346656037U ^ seed;
  for (size_t i = 0; i < nbytes; i++)
    hash = (hash ^ b[i]) * 1099511628211U;
  return hash;
}

/* ---- names ------------------------------------------------------------------------------- */

static bool find_folder (char *path, size_t size)
{
  const char *own = getenv ("ND_CUDA_CACHE"), *cache = getenv ("XDG_CACHE_HOME"),
             *home = getenv ("HOME");
  int length = 0;
  if (own)
    length = snprintf (path, size, "%s", own);
  else if (cache && *cache)
    length = snprintf (path, size, "%s/ndarray", cache);
  else if (home && *home)
    length = snprintf (path, size, "%s/.cache/ndarray", home);
  return length > 0 && (size_t)length < size;
}

/* Makes the folder and those above it. */
static void make_folder (char *path)
{
  for (char *slash = strchr (path + 1, '/'); slash; slash = strchr (slash + 1, '/')) {
    *slash = '\0';
    mkdir (path, 0700);
    *slash = '/';
  }
  mkdir (path, 0700);
}

static bool find_file (const char *folder, const char *description, const char *text, char *path,
                       size_t size)
{
  uint64_t parts[2];
  for (uint64_t i = 0; i < 2; i++)
    parts[i] = hash_bytes (hash_bytes (i * 0x9E3779B97F4A7C15U, description, strlen (description)),
                           text, strlen (text));
  int length = snprintf (path, size, "%s/%016llx%016llx%s", folder, (unsigned long long)parts[0],
                         (unsigned long long)parts[1], suffix);
  return length > 0 && (size_t)length < size;
}

/* ---- files ------------------------------------------------------------------------------- */

static bool read_all (int file, void *to, size_t nbytes)
{
  size_t have = 0;
  for (ssize_t n; have < nbytes; have += (size_t)n)
    if ((n = read (file, (char *)to + have, nbytes - have)) <= 0)
      return false;
  return true;
}

static bool write_all (int file, const void *from, size_t nbytes)
{
  size_t have = 0;
  for (ssize_t n; have < nbytes; have += (size_t)n)
    if ((n = write (file, (const char *)from + have, nbytes - have)) <= 0)
      return false;
  return true;
}

static bool read_code (int file, nd_cuda_code *code)
{
  file_header header;
  if (!read_all (file, &header, sizeof header) || memcmp (header.magic, magic, sizeof magic) != 0 ||
      header.nbytes > LARGEST_CODE)
    return false;
  code->nbytes = (size_t)header.nbytes;
  code->bytes = nd_malloc (code->nbytes);
  if (!code->bytes)
    return false;
  if (read_all (file, code->bytes, code->nbytes) &&
      hash_bytes (0, code->bytes, code->nbytes) == header.checksum)
    return true;
  nd_free (code->bytes);
  return false;
}

bool nd_cuda_disk_load (const char *description, const char *text, nd_cuda_code *code)
{
  char folder[MAX_PATH], path[MAX_PATH];
  if (!find_folder (folder, sizeof folder) ||
      !find_file (folder, description, text, path, sizeof path))
    return false;
  int file = open (path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  bool is_read = read_code (file, code);
  if (is_read)
    futimens (file, NULL); /* used just now */
  close (file);
  return is_read;
}

/* ---- keeping the folder small ------------------------------------------------------------ */

typedef struct {
  uint64_t total; /* bytes */
  struct timespec oldest_time;
  char oldest[MAX_PATH];
} folder_state;

static bool is_older (struct timespec a, struct timespec b)
{
  return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

static void look_at (folder_state *state, const char *folder, const char *name)
{
  char path[MAX_PATH];
  struct stat about;
  int length = snprintf (path, sizeof path, "%s/%s", folder, name);
  if (!strstr (name, suffix) || length < 0 || (size_t)length >= sizeof path ||
      stat (path, &about) != 0)
    return;
  state->total += (uint64_t)about.st_size;
  if (state->oldest[0] && !is_older (about.st_mtim, state->oldest_time))
    return;
  state->oldest_time = about.st_mtim;
  strcpy (state->oldest, path);
}

static bool look_through (folder_state *state, const char *folder)
{
  DIR *dir = opendir (folder);
  if (!dir)
    return false;
  state->total = 0;
  state->oldest[0] = '\0';
  for (struct dirent *entry; (entry = readdir (dir));)
    look_at (state, folder, entry->d_name);
  closedir (dir);
  return true;
}

static void keep_small (const char *folder, size_t more)
{
  folder_state state;
  while (look_through (&state, folder) && state.total + more > nd_cuda_disk_limit &&
         state.oldest[0])
    if (unlink (state.oldest) != 0)
      return;
}

void nd_cuda_disk_save (const char *description, const char *text, const nd_cuda_code *code)
{
  char folder[MAX_PATH], path[MAX_PATH], whole[MAX_PATH];
  file_header header = {.nbytes = code->nbytes,
                        .checksum = hash_bytes (0, code->bytes, code->nbytes)};
  memcpy (header.magic, magic, sizeof magic);
  if (!find_folder (folder, sizeof folder) ||
      !find_file (folder, description, text, whole, sizeof whole))
    return;
  int length = snprintf (path, sizeof path, "%s.XXXXXX", whole);
  if (length < 0 || (size_t)length >= sizeof path)
    return;
  make_folder (folder);
  keep_small (folder, code->nbytes);
  int file = mkstemp (path);
  if (file < 0)
    return;
  bool is_written =
      write_all (file, &header, sizeof header) && write_all (file, code->bytes, code->nbytes);
  if (close (file) != 0 || !is_written || rename (path, whole) != 0)
    unlink (path);
}
