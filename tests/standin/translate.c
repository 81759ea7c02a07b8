#define _GNU_SOURCE
#include "translate.h"
#include <ctype.h>
#include <stdio.h>
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
    depth += (*s == '(' || *s == '[') - (*s == ')' || *s == ']');
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

/* s is at `extern`; the same. */
static const char *translate_extern (struct text *to, const char *s, bool is_cxx)
{
  const char *next = skip_blanks (s + strlen ("extern"));
  if (!is_cxx && strncmp (next, "\"C\"", 3) == 0)
    return next + 3;
  return translate_shared (to, s);
}

/* ---- pointers ---------------------------------------------------------------------------- */

/* A card wants that what a pointer points to is aligned, the compilers here do not.  So pointers
   are looked at where they are made: by a cast, and as a kernel's parameters. */

/* Behind the cast "(const uint4 *)" at s; NULL when it is none, or to void. */
static const char *skip_cast (const char *source, const char *s)
{
  const char *star = s + 1;
  struct span before = trimmed (source, s), word = last_word (before);
  bool is_call = width (word) > 0 ? !starts_word (source, word.begin, "return")
                                  : width (before) > 0 && before.end[-1] == ')';
  if (is_call)
    return NULL;
  while (is_word (*star) || *star == ' ')
    star++;
  const char *end = star + strspn (star, "* ");
  struct span type = last_word (trimmed (s + 1, star));
  return *star == '*' && *end == ')' && width (type) > 0 &&
                 !starts_word (source, type.begin, "void")
             ? end + 1
             : NULL;
}

/* Behind what a cast applies to: "p", "*p->x[i]", "(a + b)", "(char *)p". */
static const char *skip_operand (const char *s)
{
  for (s = skip_blanks (s); *s == '(' || (*s && strchr ("&*+-~", *s));)
    s = skip_blanks (*s == '(' ? skip_brackets (s) : s + 1);
  for (;;) {
    const char *next = skip_blanks (s);
    if (*next == '(' || *next == '[')
      s = skip_brackets (next);
    else if (*next == '.' || strncmp (next, "->", 2) == 0)
      s = skip_blanks (next + (*next == '.' ? 1 : 2));
    else if (!is_word (*s))
      return s;
    while (is_word (*s))
      s++;
  }
}

static void translate_part (struct text *to, const char *source, struct span part, bool is_cxx);

/* s is at a bracket; returns what follows the cast and its operand, or NULL. */
static const char *translate_cast (struct text *to, const char *source, const char *s, bool is_cxx)
{
  const char *operand = skip_cast (source, s);
  if (!operand)
    return NULL;
  const char *end = skip_operand (operand);
  text_add (to, "ND_ALIGNED (%.*s(", (int)(operand - s), s);
  translate_part (to, source, (struct span){operand, end}, is_cxx);
  text_add (to, "))");
  return end;
}

static void translate_part (struct text *to, const char *source, struct span part, bool is_cxx)
{
  for (const char *s = part.begin, *next; s < part.end; s = next) {
    next = *s == '('                           ? translate_cast (to, source, s, is_cxx)
           : starts_word (source, s, "extern") ? translate_extern (to, s, is_cxx)
                                               : NULL;
    if (!next) {
      next = s + 1;
      text_add_bytes (to, s, 1);
    }
  }
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

/* The next piece of a list, which ends at `separator`. */
static struct span next_item (struct span *list, char separator)
{
  const char *s = list->begin;
  int depth = 0;
  while (s < list->end && (depth > 0 || *s != separator)) {
    depth += (*s == '(') - (*s == ')');
    s++;
  }
  struct span item = trimmed (list->begin, s);
  list->begin = s < list->end ? s + 1 : s;
  return item;
}

static bool points_to_something (struct span declared)
{
  size_t n = (size_t)width (declared);
  return memchr (declared.begin, '*', n) && !memmem (declared.begin, n, "void", 4);
}

/* Checks of the pointers in parameter n, when it is a struct. */
static void write_checks (struct text *to, const char *source, struct span type, int n)
{
  char end[256];
  struct span name = last_word (type);
  snprintf (end, sizeof end, "} %.*s;", width (name), name.begin);
  const char *close = strstr (source, end), *open = close;
  while (open && open > source && *open != '{')
    open--;
  struct span members = {open, close};
  while (members.begin < members.end) {
    struct span list = next_item (&members, ';');
    while (points_to_something (list)) {
      struct span item = next_item (&list, ','), member = last_word (item);
      if (width (member) > 0 && memchr (item.begin, '*', (size_t)width (item)))
        text_add (to, "(void)ND_ALIGNED (((%.*s *) p[%d])->%.*s); ", width (type), type.begin, n,
                  width (member), member.begin);
    }
  }
}

/* Calls the kernel with its parameters; pointers among them are checked. */
static void write_entry (struct text *to, const char *source, const struct kernel *kernel,
                         bool is_cxx)
{
  const char *c = is_cxx ? "extern \"C\" " : "", *mark = kernel->is_named ? "" : "mangled_";
  struct span name = kernel->name, list = kernel->parameters, bounds = kernel->bounds;
  struct text sizes = {0}, checks = {0}, values = {0};
  int n = 0;
  while (list.begin < list.end) {
    struct span item = next_item (&list, ',');
    struct span type = trimmed (item.begin, last_word (item).begin);
    if (width (type) == 0)
      break; /* (void) */
    if (points_to_something (type))
      text_add (&checks, "(void)ND_ALIGNED (*(%.*s *) p[%d]); ", width (type), type.begin, n);
    else
      write_checks (&checks, source, type, n);
    text_add (&values, "%s*(%.*s *) p[%d]", n > 0 ? ", " : "", width (type), type.begin, n);
    text_add (&sizes, "sizeof (%.*s), ", width (type), type.begin);
    n++;
  }
  struct span most = next_item (&bounds, ',');
  text_add (to, "\n%svoid nd_entry_%s%.*s (void **p) { %s%.*s (%s); }\n", c, mark, width (name),
            name.begin, checks.bytes ? checks.bytes : "", width (name), name.begin,
            values.bytes ? values.bytes : "");
  text_add (to, "%sconst unsigned int nd_sizes_%s%.*s[] = { %s0 };\n", c, mark, width (name),
            name.begin, sizes.bytes ? sizes.bytes : "");
  text_add (to, "%sconst unsigned int nd_bounds_%s%.*s = %.*s;\n", c, mark, width (name),
            name.begin, width (most) > 0 ? width (most) : 4,
            width (most) > 0 ? most.begin : "1024");
  text_free (&sizes);
  text_free (&checks);
  text_free (&values);
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
  translate_part (to, copy.bytes, (struct span){copy.bytes, copy.bytes + copy.length}, is_cxx);
  for (const char *s = copy.bytes; (s = strstr (s, "__global__")); s++)
    if (read_kernel (copy.bytes, s, &kernel))
      write_entry (to, copy.bytes, &kernel, is_cxx);
  if (strstr (copy.bytes, "__shared__"))
    text_add (to,
              "%s extern char __start_nd_shared[], __stop_nd_shared[];\n"
              "__attribute__ ((used)) __shared__ char nd_shared_first;\n"
              "char *nd_shared_begin = __start_nd_shared, *nd_shared_end = __stop_nd_shared; %s\n",
              is_cxx ? "extern \"C\" {" : "", is_cxx ? "}" : "");
  text_free (&copy);
}
