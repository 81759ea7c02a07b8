#define _DEFAULT_SOURCE
/* Transfers to, from and between CUDA devices. */
#include "cuda.h"
#include "base/threads.h"
#include "device/cuda/context.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)
#define LARGEST (61 * MIB + 12345)

/* Bytes that differ from place to place, and memory to get them back into. */
static unsigned char *sent, *received;

static int make_bytes (void **state)
{
  (void)state;
  sent = malloc (LARGEST);
  received = malloc (LARGEST);
  for (size_t i = 0; i < LARGEST; i++)
    sent[i] = (unsigned char)(i * 2654435761U >> 13);
  return sent && received ? 0 : -1;
}

static int free_bytes (void **state)
{
  (void)state;
  free (sent);
  free (received);
  return 0;
}

static nd_buffer *new_buffer (int device, size_t nbytes)
{
  static nd_error error;
  nd_buffer *buffer = NULL;
  if (nd_buffer_new (cuda_device (device), nbytes, &buffer, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return buffer;
}

static nd_status send (nd_buffer *to, size_t offset, size_t nbytes, nd_error *error)
{
  return nd_device_upload (to, offset, sent + offset, nbytes, error);
}

static nd_status receive (const nd_buffer *from, size_t offset, size_t nbytes, nd_error *error)
{
  memset (received + offset, 0x55, nbytes);
  return nd_device_download (received + offset, from, offset, nbytes, error);
}

/* ---- sizes ------------------------------------------------------------------------------- */

static const size_t sizes[] = {1,        7,        64 * KIB,     64 * KIB + 1,  MIB - 1,
                               MIB,      MIB + 1,  4 * MIB,      4 * MIB + 513, 8 * MIB,
                               47 * MIB, 48 * MIB, 48 * MIB + 1, LARGEST};

static void bytes_of_all_sizes_come_back (void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    nd_buffer *buffer = new_buffer (0, sizes[i]);
    assert_int_equal (send (buffer, 0, sizes[i], NULL), ND_OK);
    assert_int_equal (receive (buffer, 0, sizes[i], NULL), ND_OK);
    assert_memory_equal (sent, received, sizes[i]);
    nd_buffer_release (buffer);
  }
}

/* Many transfers follow each other without waiting: what lies in the ring must not be overwritten
   before the device has read it. */
static void transfers_follow_each_other (void **state)
{
  (void)state;
  nd_buffer *buffer = new_buffer (0, LARGEST);
  unsigned int seed = 3;
  size_t done = 0;
  while (done < LARGEST) {
    size_t nbytes = (size_t)1 << rand_r (&seed) % 24;
    nbytes += rand_r (&seed) % nbytes;
    nbytes = nbytes < LARGEST - done ? nbytes : LARGEST - done;
    assert_int_equal (send (buffer, done, nbytes, NULL), ND_OK);
    done += nbytes;
    if (rand_r (&seed) % 8 == 0)
      assert_int_equal (receive (buffer, done - nbytes, nbytes, NULL), ND_OK);
  }
  assert_int_equal (receive (buffer, 0, LARGEST, NULL), ND_OK);
  assert_memory_equal (sent, received, LARGEST);
  nd_buffer_release (buffer);
}

/* The caller's memory may change as soon as an upload returns. */
static void uploads_do_not_hold_on_to_their_source (void **state)
{
  (void)state;
  nd_buffer *buffer = new_buffer (0, 9 * MIB);
  unsigned char *source = malloc (9 * MIB);
  memcpy (source, sent, 9 * MIB);
  assert_int_equal (nd_device_upload (buffer, 0, source, 9 * MIB, NULL), ND_OK);
  memset (source, 0, 9 * MIB);
  free (source);
  assert_int_equal (receive (buffer, 0, 9 * MIB, NULL), ND_OK);
  assert_memory_equal (sent, received, 9 * MIB);
  nd_buffer_release (buffer);
}

/* Calls of the driver, without the copies that the stand-in makes late. */
static long driver_calls (void)
{
  return cuda_calls ("*") - cuda_calls ("run_copy");
}

static void small_transfers_are_one_call (void **state)
{
  (void)state;
  nd_buffer *buffer = new_buffer (0, 64 * KIB);
  assert_int_equal (send (buffer, 0, 8, NULL), ND_OK); /* pinned memory is there from now on */
  long calls = driver_calls ();
  assert_int_equal (send (buffer, 0, 64 * KIB, NULL), ND_OK);
  assert_int_equal (driver_calls (), calls + 3); /* with push and pop */
  calls = driver_calls ();
  assert_int_equal (receive (buffer, 0, 64 * KIB, NULL), ND_OK);
  assert_int_equal (driver_calls (), calls + 4); /* with push, pop and waiting */
  nd_buffer_release (buffer);
}

/* The bus rests between two copies: large ones are asked for by blocks of slots. */
static void large_transfers_are_few_calls (void **state)
{
  (void)state;
  nd_buffer *buffer = new_buffer (0, LARGEST);
  assert_int_equal (send (buffer, 0, LARGEST, NULL), ND_OK);
  assert_int_equal (nd_device_synchronize (buffer->device, NULL), ND_OK);
  long before = cuda_calls ("cuMemcpyDtoHAsync_v2");
  assert_int_equal (receive (buffer, 0, 48 * MIB, NULL), ND_OK);
  assert_in_range (cuda_calls ("cuMemcpyDtoHAsync_v2"), before + 6, before + 9);
  nd_buffer_release (buffer);
}

static void slots_are_pinned_once (void **state)
{
  (void)state;
  nd_buffer *buffer = new_buffer (0, LARGEST);
  long before = cuda_calls ("cuMemHostAlloc");
  assert_int_equal (send (buffer, 0, 1000, NULL), ND_OK); /* has memory of its own */
  assert_int_equal (send (buffer, 0, 8 * MIB, NULL), ND_OK);
  assert_int_equal (cuda_calls ("cuMemHostAlloc"), before + 2);
  for (int i = 0; i < 3; i++) {
    assert_int_equal (send (buffer, 0, LARGEST, NULL), ND_OK);
    assert_int_equal (receive (buffer, 0, LARGEST, NULL), ND_OK);
    assert_int_equal (cuda_calls ("cuMemHostAlloc"), before + 1 + ND_CUDA_RING_BLOCKS);
  }
  nd_buffer_release (buffer);
}

/* With no pinned memory at all, or with little, everything works, too. */
static void pinned_memory_may_be_short (void **state)
{
  (void)state;
  static const char *const failures[] = {"cuMemHostAlloc:1+", "cuMemHostAlloc:2+",
                                         "cuMemHostAlloc:4+", "cuEventCreate:1+=2",
                                         "cuEventCreate:3+=2"};
  nd_buffer *buffer = new_buffer (0, LARGEST);
  for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
    nd_cuda *cuda = nd_cuda_of (cuda_device (0));
    nd_cuda_ring_forget (cuda);
    cuda_fail (failures[i]);
    assert_int_equal (send (buffer, 0, LARGEST, NULL), ND_OK);
    assert_int_equal (receive (buffer, 0, LARGEST, NULL), ND_OK);
    assert_memory_equal (sent, received, LARGEST);
  }
  nd_buffer_release (buffer);
}

/* ---- stopping ---------------------------------------------------------------------------- */

static int polls_left;

static bool stop_soon (void)
{
  return --polls_left < 0;
}

/* How often a transfer asks depends on how long it waits: one that was told to stop must say so,
   and any other must be whole. */
static void check_stopped (nd_status status, const nd_error *error)
{
  assert_int_equal (status, polls_left < 0 ? ND_INTERRUPTED : ND_OK);
  assert_int_equal (error->status, status);
}

static void transfers_can_be_stopped (void **state)
{
  (void)state;
  nd_buffer *buffer = new_buffer (0, LARGEST);
  assert_int_equal (send (buffer, 0, LARGEST, NULL), ND_OK);
  int threads = nd_threads ();
  nd_set_threads (1); /* only Octave's thread asks */
  for (int polls = 0; polls < 60; polls += 7) {
    nd_set_should_stop (stop_soon);
    nd_error error = {.status = ND_OK};
    polls_left = polls;
    nd_status sending = send (buffer, 0, LARGEST, &error);
    check_stopped (sending, &error);
    assert_true (polls > 0 || sending == ND_INTERRUPTED);
    error.status = ND_OK;
    polls_left = polls;
    nd_status receiving = receive (buffer, 0, LARGEST, &error);
    check_stopped (receiving, &error);
    assert_true (polls > 0 || receiving == ND_INTERRUPTED);
    nd_set_should_stop (NULL);
    assert_int_equal (send (buffer, 0, LARGEST, NULL), ND_OK);
    assert_int_equal (receive (buffer, 0, LARGEST, NULL), ND_OK);
    assert_memory_equal (sent, received, LARGEST);
  }
  nd_set_threads (threads);
  nd_buffer_release (buffer);
}

/* ---- between devices --------------------------------------------------------------------- */

static void bytes_go_from_card_to_card (void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    size_t nbytes = sizes[i];
    nd_buffer *from = new_buffer (0, nbytes), *to = new_buffer (1, nbytes);
    assert_int_equal (send (from, 0, nbytes, NULL), ND_OK);
    uint64_t uploads = to->device->counters.uploads, downloads = from->device->counters.downloads;
    assert_int_equal (nd_device_copy (to, 0, from, 0, nbytes, NULL), ND_OK);
    assert_int_equal (to->device->counters.uploads, uploads + 1);
    assert_int_equal (from->device->counters.downloads, downloads + 1);
    /* The block is free again at once, and may be overwritten: only after the copy. */
    void *address = from->data;
    nd_buffer_release (from);
    nd_buffer *other = new_buffer (0, nbytes);
    assert_ptr_equal (other->data, address);
    memset (received, 0, nbytes);
    assert_int_equal (nd_device_upload (other, 0, received, nbytes, NULL), ND_OK);
    assert_int_equal (nd_device_synchronize (other->device, NULL), ND_OK);
    assert_int_equal (receive (to, 0, nbytes, NULL), ND_OK);
    assert_memory_equal (sent, received, nbytes);
    nd_buffer_release (other);
    nd_buffer_release (to);
  }
}

/* Without leave to read the other card's memory the driver would copy through the host. */
static void cards_are_let_read_each_other_once (void **state)
{
  (void)state;
  static const char enable[] = "cuCtxEnablePeerAccess";
  for (int round = 0; round < 2; round++) {
    nd_buffer *from = new_buffer (0, MIB), *to = new_buffer (1, MIB);
    long before = cuda_calls (enable);
    assert_int_equal (send (from, 0, MIB, NULL), ND_OK);
    assert_int_equal (nd_device_copy (to, 0, from, 0, MIB, NULL), ND_OK);
    assert_int_equal (nd_device_copy (to, 0, from, 0, MIB, NULL), ND_OK);
    assert_int_equal (cuda_calls (enable), before + 1);
    assert_int_equal (nd_device_copy (from, 0, to, 0, MIB, NULL), ND_OK);
    assert_int_equal (cuda_calls (enable), before + 2);
    nd_buffer_release (from);
    nd_buffer_release (to);
    /* A new context knows nothing of it, nor does the other card know the new one. */
    assert_int_equal (nd_device_reset (cuda_device (0), NULL), ND_OK);
  }
}

static void bytes_go_to_other_kinds_of_devices (void **state)
{
  (void)state;
  const size_t nbytes = 9 * MIB + 5;
  nd_buffer *cuda = new_buffer (0, nbytes), *back = new_buffer (1, nbytes), *sim = NULL;
  assert_int_equal (nd_buffer_new (core_device (1), nbytes, &sim, NULL), ND_OK);
  assert_int_equal (send (cuda, 0, nbytes, NULL), ND_OK);
  assert_int_equal (nd_device_copy (sim, 0, cuda, 0, nbytes, NULL), ND_OK);
  assert_int_equal (nd_device_copy (back, 0, sim, 0, nbytes, NULL), ND_OK);
  assert_int_equal (receive (back, 0, nbytes, NULL), ND_OK);
  assert_memory_equal (sent, received, nbytes);
  nd_buffer_release (cuda);
  nd_buffer_release (back);
  nd_buffer_release (sim);
  nd_device_trim (core_device (1));
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      cuda_test (bytes_of_all_sizes_come_back),
      cuda_test (transfers_follow_each_other),
      cuda_test (uploads_do_not_hold_on_to_their_source),
      cuda_test (small_transfers_are_one_call),
      cuda_test (large_transfers_are_few_calls),
      cuda_test (slots_are_pinned_once),
      cuda_test (pinned_memory_may_be_short),
      cuda_test (transfers_can_be_stopped),
      cuda_test (bytes_go_from_card_to_card),
      cuda_test (cards_are_let_read_each_other_once),
      cuda_test (bytes_go_to_other_kinds_of_devices),
  };
  return cmocka_run_group_tests_name ("cuda: transfers", tests, make_bytes, free_bytes);
}
