#define _GNU_SOURCE
#include "compile.h"
#include "standin.h"
#include "translate.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORDS = 64, PATH_SIZE = 1024, COMMAND_SIZE = 4096 };
extern char **environ;

/* shim.h, word for word, stands before every kernel. */
__asm__(".pushsection .rodata\n"
        "standin_shim_begin:\n .incbin \"shim.h\"\n"
        "standin_shim_end:\n .byte 0\n"
        ".popsection\n");
extern const char standin_shim_begin[], standin_shim_end[];

/* No contraction, as the backend asks NVRTC for; what is misaligned ends in an illegal instruction,
   as x86 forgives it and a card does not. */
#define GNU_FLAGS                                                                                  \
  " -w -fPIC -ffp-contract=off -fno-strict-aliasing -fsanitize=alignment"                          \
  " -fsanitize-undefined-trap-on-error"
#define TCC "tcc"
#define ANY_CC "cc -O1"
#define ANY_CXX "c++ -O1"

/* ---- commands ---------------------------------------------------------------------------- */

/* Runs a command made of words, its output in a file; returns its exit status or -1. */
static int run (char *command, const char *output)
{
  char *words[MOST_WORDS];
  int n = 0, status = -1;
  for (char *word = strtok (command, " "); word && n < MOST_WORDS - 1; word = strtok (NULL, " "))
    words[n++] = word;
  words[n] = NULL;
  if (n == 0)
    return -1;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC,
                                    0600);
  posix_spawn_file_actions_adddup2 (&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child;
  if (posix_spawnp (&child, words[0], &actions, NULL, words, environ) == 0)
    while (waitpid (child, &status, 0) < 0 && errno == EINTR)
      ;
  posix_spawn_file_actions_destroy (&actions);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static bool is_installed (const char *program)
{
  const char *path = getenv ("PATH");
  char file[PATH_SIZE];
  while (path && *path) {
    size_t n = strcspn (path, ":");
    snprintf (file, sizeof file, "%.*s/%s", (int)n, path, program);
    if (access (file, X_OK) == 0)
      return true;
    path += n + (path[n] == ':');
  }
  return false;
}

/* Makes an empty library and loads it. */
static bool try_tcc (void)
{
  char folder[] = "/tmp/nd-standin-XXXXXX", source[64], library[64], output[64], command[256];
  if (!is_installed (TCC) || !mkdtemp (folder))
    return false;
  snprintf (source, sizeof source, "%s/try.c", folder);
  snprintf (library, sizeof library, "%s/try.so", folder);
  snprintf (output, sizeof output, "%s/try.log", folder);
  snprintf (command, sizeof command, TCC " -shared -o %s %s", library, source);
  FILE *file = fopen (source, "w");
  bool is_written = file && fputs ("int standin_try;\n", file) >= 0;
  is_written = file && fclose (file) == 0 && is_written;
  void *handle =
      is_written && run (command, output) == 0 ? dlopen (library, RTLD_NOW | RTLD_LOCAL) : NULL;
  if (handle)
    dlclose (handle);
  unlink (source);
  unlink (library);
  unlink (output);
  rmdir (folder);
  return handle != NULL;
}

/* tcc says nothing of the stack in its libraries, and glibc from 2.41 on does not load those. */
static bool tcc_works (void)
{
  static int answer = -1; /* nobody has tried yet */
  if (answer < 0)
    answer = try_tcc ();
  return answer;
}

static const char *first_compiler (void)
{
  const char *chosen = getenv ("ND_STANDIN_CC");
  return chosen && *chosen ? chosen : tcc_works () ? TCC : ANY_CC;
}

/* ---- one compiler ------------------------------------------------------------------------ */

/* What is compiled, and where its files are. */
struct job {
  const char *compiler, *defines;
  bool is_cxx;
  struct text source;
  char folder[PATH_SIZE], base[PATH_SIZE + 64]; /* base: without ".c", ".so", ".log" */
};

static bool write_source (const struct job *job, const char *path)
{
  FILE *file = fopen (path, "w");
  if (!file)
    return false;
  bool is_whole = fwrite (job->source.bytes, 1, job->source.length, file) == job->source.length;
  return fclose (file) == 0 && is_whole;
}

static bool run_compiler (struct job *job, struct text *library, struct text *log)
{
  char source[PATH_SIZE + 128], object[PATH_SIZE + 128], output[PATH_SIZE + 128];
  char command[COMMAND_SIZE + 4 * PATH_SIZE];
  const char *flags = strstr (job->compiler, TCC) ? " -w" : GNU_FLAGS;
  snprintf (source, sizeof source, "%s.%d.%s", job->base, (int)getpid (), job->is_cxx ? "cc" : "c");
  snprintf (object, sizeof object, "%s.%d.so", job->base, (int)getpid ());
  snprintf (output, sizeof output, "%s.%d.log", job->base, (int)getpid ());
  snprintf (command, sizeof command, "%s%s %s -shared -o %s %s -lm", job->compiler, flags,
            job->defines, object, source);
  bool is_done =
      write_source (job, source) && run (command, output) == 0 && text_add_file (library, object);
  if (!is_done) {
    text_add (log, "%s:\n", job->compiler);
    text_add_file (log, output);
  }
  char kept[PATH_SIZE + 128];
  snprintf (kept, sizeof kept, "%s.so", job->base);
  if (!is_done || rename (object, kept) != 0)
    unlink (object);
  unlink (output);
  if (!getenv ("ND_STANDIN_KEEP"))
    unlink (source);
  return is_done;
}

static uint64_t hash_text (const char *text, uint64_t start)
{
  return standin_hash (text, strlen (text), start);
}

/* ND_STANDIN_CACHE, or a folder that lives as long as the job. */
static bool choose_folder (struct job *job, bool *is_kept)
{
  const char *cache = getenv ("ND_STANDIN_CACHE");
  *is_kept = cache && *cache;
  if (*is_kept) {
    snprintf (job->folder, sizeof job->folder, "%s", cache);
    return mkdir (job->folder, 0700) == 0 || errno == EEXIST;
  }
  const char *temporary = getenv ("TMPDIR");
  snprintf (job->folder, sizeof job->folder, "%s/nd-standin-XXXXXX",
            temporary && *temporary ? temporary : "/tmp");
  return mkdtemp (job->folder) != NULL;
}

static bool compile_with (struct job *job, struct text *library, struct text *log)
{
  char kept[PATH_SIZE + 128];
  bool is_kept;
  if (!choose_folder (job, &is_kept)) {
    text_add (log, "cannot make the folder %s\n", job->folder);
    return false;
  }
  uint64_t hash = hash_text (job->compiler, hash_text (job->defines, 0));
  hash = standin_hash (job->source.bytes, job->source.length, hash);
  snprintf (job->base, sizeof job->base, "%s/%016llx", job->folder, (unsigned long long)hash);
  snprintf (kept, sizeof kept, "%s.so", job->base);
  bool is_done = access (kept, R_OK) == 0 && text_add_file (library, kept);
  if (!is_done) {
    standin_count ("run_compiler");
    is_done = run_compiler (job, library, log);
  }
  if (!is_kept && !getenv ("ND_STANDIN_KEEP")) {
    unlink (kept);
    rmdir (job->folder);
  }
  return is_done;
}

void keep_source (const char *source)
{
  const char *folder = getenv ("ND_STANDIN_TEXTS");
  char kept[PATH_SIZE], written[PATH_SIZE + 32];
  if (!folder || !*folder)
    return;
  mkdir (folder, 0700);
  snprintf (kept, sizeof kept, "%s/%016llx.cu", folder, (unsigned long long)hash_text (source, 0));
  snprintf (written, sizeof written, "%s.%d", kept, (int)getpid ());
  FILE *file = access (kept, R_OK) == 0 ? NULL : fopen (written, "w");
  bool is_whole = file && fputs (source, file) >= 0;
  if (file && (fclose (file) != 0 || !is_whole || rename (written, kept) != 0))
    unlink (written);
}

bool compile (const char *source, const char *name, const char *defines, struct text *library,
              struct text *log)
{
  const char *compilers[] = {first_compiler (), ANY_CXX};
  size_t n = getenv ("ND_STANDIN_CC") ? 1 : 2; /* C++ takes what only C++ can say */
  for (size_t i = 0; i < n; i++) {
    struct job job = {.compiler = compilers[i], .defines = defines};
    job.is_cxx = strstr (job.compiler, "++") != NULL;
    text_add_bytes (&job.source, standin_shim_begin,
                    (size_t)(standin_shim_end - standin_shim_begin));
    text_add (&job.source, "#line 1 \"%s\"\n", name);
    translate (&job.source, source, job.is_cxx);
    bool is_done = !job.source.failed && compile_with (&job, library, log);
    text_free (&job.source);
    if (is_done)
      return true;
  }
  return false;
}
