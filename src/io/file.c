#define _GNU_SOURCE
#include "io/file.h"
#include "base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system's words, but for the code that the checks below use for devices, pipes and sockets. */
static const char *reason_text (int reason)
{
  return reason == EINVAL ? "Not a regular file" : strerror (reason);
}

/* What to do next, where the system's reason alone does not say it. */
static const char *hint (int reason)
{
  switch (reason) {
  case ENOENT:
    return " Use ls () to see the files of the current folder.";
  case EACCES:
    return " Use stat () to see who may use it.";
  case ENOSPC:
  case EDQUOT:
    return " Remove something and try again.";
  default:
    return "";
  }
}

static nd_status fail (nd_error *error, const char *verb, const char *path, int reason)
{
  return nd_fail (error, ND_IO, "cannot %s %s: %s.%s", verb, path, reason_text (reason),
                  hint (reason));
}

nd_status nd_file_write_failed (const char *path, int reason, nd_error *error)
{
  return fail (error, "write", path, reason ? reason : EIO);
}

/* Opens without waiting for the writer of a pipe and refuses everything but regular files. */
static nd_status open_regular (const char *path, int *file, size_t *size, nd_error *error)
{
  struct stat status;
  int opened = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened < 0)
    return fail (error, "read", path, errno);
  int reason = fstat (opened, &status) != 0           ? errno
               : S_ISDIR (status.st_mode)             ? EISDIR
               : !S_ISREG (status.st_mode)            ? EINVAL
               : (uintmax_t)status.st_size > SIZE_MAX ? EFBIG
                                                      : 0;
  if (reason) {
    close (opened);
    return fail (error, "read", path, reason);
  }
  *file = opened;
  *size = (size_t)status.st_size;
  return ND_OK;
}

nd_status nd_file_read (const char *path, uint8_t **bytes, size_t *size, nd_error *error)
{
  int file = -1;
  size_t expected = 0, done = 0;
  ND_RETURN_NOT_OK (open_regular (path, &file, &expected, error));

  uint8_t *block = nd_malloc (expected);
  nd_status status = block ? ND_OK : nd_out_of_memory (error, expected);
  while (status == ND_OK && done < expected) {
    ssize_t count = read (file, block + done, expected - done);
    if (count == 0)
      break; /* somebody made the file shorter: the decoder will say so */
    if (count > 0)
      done += (size_t)count;
    else if (errno != EINTR)
      status = fail (error, "read", path, errno);
  }
  close (file);

  if (status != ND_OK) {
    nd_free (block);
    return status;
  }
  *bytes = block;
  *size = done;
  return ND_OK;
}

/* The file that `path` means when links are followed, or `path` itself where there is none yet. */
static int resolve_target (const char *path, char *target)
{
  struct stat status;
  if (strlen (path) >= ND_PATH_SIZE)
    return ENAMETOOLONG;
  if (!realpath (path, target)) {
    if (errno != ENOENT)
      return errno;
    strcpy (target, path);
    return 0;
  }
  if (stat (target, &status) != 0)
    return errno;
  if (S_ISDIR (status.st_mode))
    return EISDIR;
  /* renaming would put a file in the place of a device such as /dev/null */
  if (!S_ISREG (status.st_mode))
    return EINVAL;
  return faccessat (AT_FDCWD, target, W_OK, AT_EACCESS) == 0 ? 0 : errno;
}

/* Creates a file of a name nobody uses in the target's folder; the descriptor, or -1 and errno. */
static int create_temporary (const char *target, char *temporary)
{
  const char *slash = strrchr (target, '/');
  int folder = slash ? (int)(slash - target) + 1 : 0;
  for (int attempt = 0; attempt < 1000; attempt++) {
    int length = snprintf (temporary, ND_PATH_SIZE, "%.*s.nd-%ld-%d.tmp", folder, target,
                           (long)getpid (), attempt);
    if (length >= ND_PATH_SIZE) {
      errno = ENAMETOOLONG;
      return -1;
    }
    int file = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file >= 0 || errno != EEXIST)
      return file;
  }
  return -1;
}

nd_status nd_file_replace (nd_file_replacement *replacement, const char *path, nd_error *error)
{
  struct stat status;
  replacement->path = path;
  int reason = resolve_target (path, replacement->target);
  if (reason)
    return fail (error, "write", path, reason);
  int file = create_temporary (replacement->target, replacement->temporary);
  if (file < 0)
    return fail (error, "write", path, errno);

  /* a file that is replaced keeps its permissions; where that is not allowed, the new ones stand */
  if (stat (replacement->target, &status) == 0 && fchmod (file, status.st_mode & 07777) != 0)
    errno = 0;
  replacement->file = fdopen (file, "wb");
  if (!replacement->file) {
    reason = errno;
    close (file);
    unlink (replacement->temporary);
    return fail (error, "write", path, reason);
  }
  return ND_OK;
}

nd_status nd_file_commit (nd_file_replacement *replacement, nd_error *error)
{
  int reason = fflush (replacement->file) != 0 ? errno : 0;
  if (fclose (replacement->file) != 0 && !reason)
    reason = errno;
  if (!reason && rename (replacement->temporary, replacement->target) != 0)
    reason = errno;
  if (!reason)
    return ND_OK;
  unlink (replacement->temporary);
  return fail (error, "write", replacement->path, reason);
}

void nd_file_abandon (nd_file_replacement *replacement)
{
  fclose (replacement->file);
  unlink (replacement->temporary);
}
