#include "translate.h"
#include <ctype.h>
#include <string.h>

/* ---- reading ----------------------------------------------------------------------------- */

static bool is_word (char c)
{
  return isalnum ((unsigned char)c) || c == '_';
}

static const char *skip_blanks (const char *s)
{
  while (isspace ((unsigned char)*s))
    s++;
  return s;
}

/* The end of a comment or string that starts here, or s itself. */
static const char *skip_quiet (const char *s)
{
  const char *end = s;
  if (strncmp (s, "//", 2) == 0)
    end = strchr (s, '\n');
  else if (strncmp (s, "/*", 2) == 0)
    end = strstr (s + 2, "*/");
  else if (*s == '"')
    for (end = s + 1; *end && *end != '"'; end++)
      if (*end == '\\' && end[1])
        end++;
  return end == s ? s : end && *end ? end + (*s == '"' ? 1 : *end == '*' ? 2 : 0) : s + strlen (s);
}

/* Writes spaces over comments, so that nothing in them is taken for code; line ends stay. */
static void blank_comments (char *s)
{
  while (*s) {
    char *end = s + (skip_quiet (s) - s);
    if (end == s)
      s++;
    else if (*s == '"')
      s = end;
    else
      for (; s < end; s++)
        if (*s != '\n')
          *s = ' ';
  }
}

/* Behind the bracket that closes the one at s. */
static const char *skip_brackets (const char *s)
{
  int depth = 0;
  do {
    depth += (*s == '(') - (*s == ')');
    s++;
  } while (*s && depth > 0);
  return s;
}

/* A piece of the source. */
struct span {
  const char *begin, *end;
};

static int width (struct span s)
{
  return (int)(s.end - s.begin);
}

static struct span trimmed (const char *begin, const char *end)
{
  begin = skip_blanks (begin);
  while (end > begin && isspace ((unsigned char)end[-1]))
    end--;
  return (struct span){begin, end > begin ? end : begin};
}

/* The last word of a piece; its type is what stands before. */
static struct span last_word (struct span s)
{
  const char *begin = s.end;
  while (begin > s.begin && is_word (begin[-1]))
    begin--;
  return (struct span){begin, s.end};
}

static bool starts_word (const char *text, const char *s, const char *word)
{
  size_t n = strlen (word);
  return strncmp (s, word, n) == 0 && !is_word (s[n]) && (s == text || !is_word (s[-1]));
}

/* ---- shared memory of chosen size -------------------------------------------------------- */

/* s is at `extern`; returns what follows the declaration, or NULL when it is not one of these. */
static const char *translate_shared (struct text *to, const char *s)
{
  s = skip_blanks (s + strlen ("extern"));
  if (strncmp (s, "__shared__", 10) != 0)
    return NULL;
  s = skip_blanks (s + 10);
  if (strncmp (s, "__align__", 9) == 0)
    s = skip_blanks (skip_brackets (strchr (s, '(')));
  const char *bracket = strchr (s, '['), *end = strchr (s, ';');
  if (!bracket || !end || bracket > end)
    return NULL;
  struct span declared = trimmed (s, bracket), name = last_word (declared);
  struct span type = trimmed (declared.begin, name.begin);
  text_add (to, "%.*s *%.*s = (%.*s *) nd_api->dynamic_shared;", width (type), type.begin,
            width (name), name.begin, width (type), type.begin);
  return end + 1;
}

static void translate_body (struct text *to, const char *source, bool is_cxx)
{
  const char *s = source, *copied = source;
  while (*s) {
    bool is_linkage = !is_cxx && starts_word (source, s, "extern") &&
                      strncmp (skip_blanks (s + 6), "\"C\"", 3) == 0;
    const char *next = s + 1;
    if (is_linkage)
      next = strchr (s, '"') + 3;
    else if (!starts_word (source, s, "extern")) {
      s = next;
      continue;
    }
    text_add_bytes (to, copied, (size_t)(s - copied));
    copied = s;
    if (!is_linkage)
      next = translate_shared (to, s);
    if (next)
      copied = next;
    s = next ? next : s + 1;
  }
  text_add_bytes (to, copied, (size_t)(s - copied));
}

/* ---- entries of kernels ------------------------------------------------------------------ */

struct kernel {
  struct span name, bounds, parameters; /* bounds: of __launch_bounds__, or empty */
  bool is_named;                        /* extern "C": found by its own name */
};

/* Reads what follows `__global__` up to the parameters; false when it is no kernel. */
static bool read_kernel (const char *source, const char *s, struct kernel *kernel)
{
  *kernel = (struct kernel){.bounds = {s, s}};
  const char *before = s;
  while (before > source && before[-1] != ';' && before[-1] != '}')
    before--;
  const char *linkage = strstr (before, "\"C\"");
  kernel->is_named = linkage && linkage < s;
  for (s += strlen ("__global__"); *s && *s != ';' && *s != '{';) {
    s = skip_blanks (s);
    const char *begin = s;
    while (is_word (*s))
      s++;
    if (s > begin)
      kernel->name = (struct span){begin, s};
    else if (*s != '(')
      s++;
    else {
      const char *end = skip_brackets (s);
      if (kernel->name.begin && strncmp (kernel->name.begin, "__launch_bounds__", 17) == 0)
        kernel->bounds = trimmed (s + 1, end - 1);
      else {
        kernel->parameters = trimmed (s + 1, end - 1);
        return kernel->name.begin != NULL;
      }
      s = end;
    }
  }
  return false;
}

/* The next piece of a list separated by commas. */
static struct span next_item (struct span *list)
{
  const char *s = list->begin;
  int depth = 0;
  while (s < list->end && (depth > 0 || *s != ',')) {
    depth += (*s == '(') - (*s == ')');
    s++;
  }
  struct span item = trimmed (list->begin, s);
  list->begin = s < list->end ? s + 1 : s;
  return item;
}

static void write_entry (struct text *to, const struct kernel *kernel, bool is_cxx)
{
  const char *c = is_cxx ? "extern \"C\" " : "", *mark = kernel->is_named ? "" : "mangled_";
  struct span name = kernel->name, list = kernel->parameters, bounds = kernel->bounds;
  struct text sizes = {0};
  int n = 0;
  text_add (to, "\n%svoid nd_entry_%s%.*s (void **p) { %.*s (", c, mark, width (name), name.begin,
            width (name), name.begin);
  while (list.begin < list.end) {
    struct span item = next_item (&list);
    struct span type = trimmed (item.begin, last_word (item).begin);
    if (width (type) == 0)
      break; /* (void) */
    text_add (to, "%s*(%.*s *) p[%d]", n > 0 ? ", " : "", width (type), type.begin, n);
    text_add (&sizes, "sizeof (%.*s), ", width (type), type.begin);
    n++;
  }
  struct span most = next_item (&bounds);
  text_add (to, "); }\n%sconst unsigned int nd_sizes_%s%.*s[] = { %s0 };\n", c, mark, width (name),
            name.begin, sizes.bytes ? sizes.bytes : "");
  text_add (to, "%sconst unsigned int nd_bounds_%s%.*s = %.*s;\n", c, mark, width (name),
            name.begin, width (most) > 0 ? width (most) : 4,
            width (most) > 0 ? most.begin : "1024");
  text_free (&sizes);
}

void translate (struct text *to, const char *source, bool is_cxx)
{
  struct text copy = {0};
  struct kernel kernel;
  text_add_bytes (&copy, source, strlen (source));
  if (copy.failed) {
    to->failed = true;
    return;
  }
  blank_comments (copy.bytes);
  translate_body (to, copy.bytes, is_cxx);
  for (const char *s = copy.bytes; (s = strstr (s, "__global__")); s++)
    if (read_kernel (copy.bytes, s, &kernel))
      write_entry (to, &kernel, is_cxx);
  if (strstr (copy.bytes, "__shared__"))
    text_add (to,
              "%s extern char __start_nd_shared[], __stop_nd_shared[];\n"
              "__attribute__ ((used)) __shared__ char nd_shared_first;\n"
              "char *nd_shared_begin = __start_nd_shared, *nd_shared_end = __stop_nd_shared; %s\n",
              is_cxx ? "extern \"C\" {" : "", is_cxx ? "}" : "");
  text_free (&copy);
}
