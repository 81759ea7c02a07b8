/* Pieces of work are done once each, on several threads, and can be stopped. */
#define _GNU_SOURCE
#include "base/threads.h"
#include "core.h"
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECES = 1000, THREADS = 4 };

typedef struct {
  int done[PIECES];
  int sums[PIECES];
  atomic_int total;
} task;

static void count_piece (int64_t i, void *context)
{
  task *t = context;
  t->done[i]++;
  atomic_fetch_add (&t->total, 1);
}

static void assert_all_done_once (const task *t)
{
  for (int i = 0; i < PIECES; i++)
    assert_int_equal (t->done[i], 1);
  assert_int_equal (t->total, PIECES);
}

static void every_piece_runs_once (void **state)
{
  (void)state;
  for (int threads = 1; threads <= THREADS; threads++) {
    task t = {.total = 0};
    nd_set_threads (threads);
    assert_int_equal (nd_threads (), threads);
    assert_true (nd_parallel (PIECES, count_piece, &t));
    assert_all_done_once (&t);
  }
}

static void no_pieces_is_no_work (void **state)
{
  (void)state;
  task t = {.total = 0};
  assert_true (nd_parallel (0, count_piece, &t));
  assert_int_equal (t.total, 0);
}

static void pieces_inside_pieces (int64_t i, void *context)
{
  task parts = {.total = 0};
  nd_parallel_to_end (PIECES, count_piece, &parts);
  ((task *)context)->sums[i] = parts.total;
}

static void a_piece_may_have_pieces (void **state)
{
  (void)state;
  task t = {.total = 0};
  nd_set_threads (THREADS);
  nd_parallel_to_end (PIECES, pieces_inside_pieces, &t);
  for (int i = 0; i < PIECES; i++)
    assert_int_equal (t.sums[i], PIECES);
}

/* What one call writes the next may read, on whatever thread. */
static void add_up (int64_t i, void *context)
{
  task *t = context;
  t->sums[i] += t->done[PIECES - 1 - i];
}

static void calls_follow_each_other (void **state)
{
  (void)state;
  task t = {.total = 0};
  nd_set_threads (THREADS);
  for (int round = 1; round <= 20; round++) {
    nd_parallel_to_end (PIECES, count_piece, &t);
    nd_parallel_to_end (PIECES, add_up, &t);
    for (int i = 0; i < PIECES; i++)
      assert_int_equal (t.sums[i], round * (round + 1) / 2);
  }
}

static pid_t polling_thread;

static bool stop_at_once (void)
{
  assert_int_equal (gettid (), polling_thread);
  return true;
}

static void only_the_calling_thread_asks_whether_to_stop (void **state)
{
  (void)state;
  task t = {.total = 0};
  polling_thread = gettid ();
  nd_set_threads (THREADS);
  nd_set_should_stop (stop_at_once);
  assert_false (nd_parallel (PIECES, count_piece, &t));
  t = (task){.total = 0};
  nd_parallel_to_end (PIECES, count_piece, &t);
  nd_set_should_stop (NULL);
  assert_all_done_once (&t);
}

/* Two parts that pass a number to and fro: the caller does not wait for those who never begin. */
typedef struct {
  atomic_int turns, helpers, callers;
} game;

static void play (bool is_caller, void *context)
{
  game *g = context;
  atomic_fetch_add (is_caller ? &g->callers : &g->helpers, 1);
  for (int turn, looks = 0; (turn = atomic_load (&g->turns)) < PIECES; looks++)
    if (turn % 2 == is_caller || (is_caller && atomic_load (&g->helpers) == 0))
      atomic_compare_exchange_strong (&g->turns, &turn, turn + 1);
    else
      nd_wait_a_moment (looks);
}

static void parts_may_wait_for_each_other (void **state)
{
  (void)state;
  for (int threads = 1; threads <= THREADS; threads++) {
    game g = {.turns = 0};
    nd_set_threads (threads);
    nd_together (THREADS, play, &g);
    assert_int_equal (g.turns, PIECES);
    assert_int_equal (g.callers, 1);
    assert_true (threads > 1 || g.helpers == 0);
  }
}

static void start_a_game (int64_t i, void *context)
{
  (void)i;
  nd_together (THREADS, play, context);
}

static void a_piece_takes_all_parts_itself (void **state)
{
  (void)state;
  game g = {.turns = 0};
  nd_set_threads (THREADS);
  nd_parallel_to_end (2, start_a_game, &g);
  assert_int_equal (g.turns, PIECES);
  assert_int_equal (g.callers, 2);
  assert_int_equal (g.helpers, 0);
}

/* The child has none of its parent's threads, and must not wait for them. */
static void a_forked_process_works_alone (void **state)
{
  (void)state;
  task t = {.total = 0};
  nd_set_threads (THREADS);
  nd_parallel_to_end (PIECES, count_piece, &t);
  pid_t child = fork ();
  if (child == 0) {
    alarm (60);
    nd_parallel_to_end (PIECES, count_piece, &t);
    _exit (t.total == 2 * PIECES ? 0 : 1);
  }
  int status = -1;
  assert_true (child > 0 && waitpid (child, &status, 0) == child);
  assert_int_equal (status, 0);
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_piece_runs_once),
      cmocka_unit_test (no_pieces_is_no_work),
      cmocka_unit_test (a_piece_may_have_pieces),
      cmocka_unit_test (calls_follow_each_other),
      cmocka_unit_test (only_the_calling_thread_asks_whether_to_stop),
      cmocka_unit_test (parts_may_wait_for_each_other),
      cmocka_unit_test (a_piece_takes_all_parts_itself),
      cmocka_unit_test (a_forked_process_works_alone),
  };
  return cmocka_run_group_tests_name ("threads", tests, NULL, NULL);
}
