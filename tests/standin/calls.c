/* Counting calls, failing and delaying them on demand, and what checks report. */
#define _GNU_SOURCE
#include "standin.h"
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_NAMES = 512, REPORT_SIZE = 1024, RULE_SIZE = 128, DEFAULT_DELAY = 100 };

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

/* ---- reports ----------------------------------------------------------------------------- */

static char last_report[REPORT_SIZE];

void standin_set_report (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  vsnprintf (last_report, sizeof last_report, format, arguments);
  va_end (arguments);
}

const char *nd_standin_report (void)
{
  return last_report;
}

long long standin_number (const char *variable, long long otherwise)
{
  const char *text = getenv (variable);
  return text && *text ? strtoll (text, NULL, 0) : otherwise;
}

/* ---- counters ---------------------------------------------------------------------------- */

static struct {
  const char *name;
  long count;
} counters[MOST_NAMES];
static long all_calls;

static void count (const char *name)
{
  int i = 0;
  while (i < MOST_NAMES - 1 && counters[i].name && strcmp (counters[i].name, name) != 0)
    i++;
  counters[i].name = name;
  counters[i].count++;
  all_calls++;
}

long nd_standin_calls (const char *name)
{
  if (strcmp (name, "*") == 0)
    return all_calls;
  for (int i = 0; i < MOST_NAMES && counters[i].name; i++)
    if (strcmp (counters[i].name, name) == 0)
      return counters[i].count;
  return 0;
}

/* ---- rules: NAME:N[+][=VALUE] ------------------------------------------------------------ */

/* A rule starts to count when the variable gets another value. */
struct rule {
  const char *variable;
  char text[RULE_SIZE];
  long seen;
};

/* Whether it is this call's turn; *value is the number behind `=`, or -1. */
static bool rule_strikes (struct rule *rule, const char *name, long *value)
{
  const char *text = getenv (rule->variable);
  if (!text)
    text = "";
  if (strncmp (rule->text, text, sizeof rule->text - 1) != 0) {
    snprintf (rule->text, sizeof rule->text, "%s", text);
    rule->seen = 0;
  }
  const char *colon = strchr (text, ':');
  if (!colon)
    return false;
  size_t length = (size_t)(colon - text);
  bool any = length == 1 && *text == '*';
  if (!any && (strlen (name) != length || strncmp (name, text, length) != 0))
    return false;
  char *end;
  long n = strtol (colon + 1, &end, 10);
  rule->seen++;
  const char *equals = strchr (end, '=');
  *value = equals ? strtol (equals + 1, NULL, 10) : -1;
  return rule->seen == n || (*end == '+' && rule->seen > n);
}

/* What a call of this name fails with on a card when it fails for no fault of its caller. */
static CUresult usual_failure (const char *name)
{
  static const struct {
    const char *part;
    CUresult result;
  } failures[] = {{"Alloc", CUDA_ERROR_OUT_OF_MEMORY},       {"run_", CUDA_ERROR_LAUNCH_FAILED},
                  {"Synchronize", CUDA_ERROR_LAUNCH_FAILED}, {"cuLaunch", CUDA_ERROR_LAUNCH_FAILED},
                  {"Memcpy", CUDA_ERROR_LAUNCH_FAILED},      {"Memset", CUDA_ERROR_LAUNCH_FAILED}};
  for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
    if (strstr (name, failures[i].part))
      return failures[i].result;
  return CUDA_ERROR_UNKNOWN;
}

static bool is_sticky (CUresult result)
{
  return result >= CUDA_ERROR_ILLEGAL_ADDRESS && result <= CUDA_ERROR_LAUNCH_FAILED &&
         result != CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES &&
         result != CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED &&
         result != CUDA_ERROR_PEER_ACCESS_NOT_ENABLED;
}

CUresult standin_count (const char *name)
{
  static struct rule failing = {.variable = "ND_STANDIN_FAIL"};
  static struct rule delaying = {.variable = "ND_STANDIN_DELAY"};
  long value;
  count (name);
  if (rule_strikes (&delaying, name, &value)) {
    long ms = value < 0 ? DEFAULT_DELAY : value;
    nanosleep (&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
  }
  if (!rule_strikes (&failing, name, &value))
    return CUDA_SUCCESS;
  CUresult result = value < 0 ? usual_failure (name) : (CUresult)value;
  standin_set_report ("%s fails on demand (%s)", name, failing.text);
  CUcontext current = standin_current ();
  if (current && is_sticky (result))
    current->lost = result;
  return result;
}

/* ---- entering ---------------------------------------------------------------------------- */

CUresult standin_enter (const char *name, enum standin_needs needs)
{
  pthread_mutex_lock (&lock);
  if (needs >= NEEDS_INIT && !standin_is_initialised ()) {
    standin_set_report ("%s: no cuInit in this process", name);
    return CUDA_ERROR_NOT_INITIALIZED;
  }
  CUresult failure = standin_count (name);
  if (failure != CUDA_SUCCESS || needs < NEEDS_CONTEXT)
    return failure;
  CUcontext current = standin_current ();
  if (!current) {
    standin_set_report ("%s: no context is current", name);
    return CUDA_ERROR_INVALID_CONTEXT;
  }
  if (current->destroyed) {
    standin_set_report ("%s: the current context was reset or released", name);
    return CUDA_ERROR_CONTEXT_IS_DESTROYED;
  }
  return current->lost;
}

void standin_leave (const int *entered)
{
  (void)entered;
  pthread_mutex_unlock (&lock);
}
