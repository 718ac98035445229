#define _POSIX_C_SOURCE 200809L /* getpid, clock_gettime */

#include "engine.h"

#include <curl/curl.h>
#include <limits.h>
#include <stdatomic.h>

#if defined _WIN32
#include <process.h>
#define getpid _getpid
#else
#include <unistd.h>
#endif

#include "clock.h"
#include "descriptor.h"
#include "idle.h"
#include "libcurl.h"
#include "sigpipe.h"
#include "sockets.h"

#define ROUND 64  /* sockets in one look; those that are left are first in the next one */
#define ROUNDS 64 /* looks in a turn, or it could be kept going for ever */

struct fansly_engine {
  CURLM *multi;
  long owner;                    /* the number of a process */
  fansly_link running, finished; /* heads of rings, so that every move is O(1) */
  size_t pending;
  double last_id;
  fansly_sockets *sockets;
  bool short_of_memory; /* a socket cannot be waited for */
  fansly_idle idle;
  double timer_at;    /* -1 for none */
  int broken;         /* transfers in a row that ended without an answer, one that ran out of time as two */
  double doubt_until; /* a connection that transfers share may be dead, though it stands */
};

/* --- lists --- */

static void list_init(fansly_link *head) {
  head->next = head->previous = head;
}

static void list_remove(fansly_link *link) {
  link->previous->next = link->next;
  link->next->previous = link->previous;
}

static void list_append(fansly_link *head, fansly_link *link) {
  link->previous = head->previous;
  link->next = head;
  head->previous->next = link;
  head->previous = link;
}

static fansly_transfer *list_first(const fansly_link *head) {
  return head->next == head ? NULL : (fansly_transfer *)head->next;
}

static fansly_transfer *list_find(const fansly_link *head, double id) {
  for (fansly_link *link = head->next; link != head; link = link->next) {
    fansly_transfer *transfer = (fansly_transfer *)link;
    if (transfer->id == id) return transfer;
  }
  return NULL;
}

/* --- what libcurl waits for: its callbacks note it, nothing else --- */

/* Never tells libcurl of a failure: 7.88.1 does not survive that. */
static int on_socket(CURL *easy, curl_socket_t socket, int what, void *userdata, void *assigned) {
  (void)easy, (void)assigned;
  fansly_engine *engine = userdata;
  if (what != CURL_POLL_REMOVE) fansly_idle_drop(&engine->idle, socket);
  if (what != CURL_POLL_REMOVE && !fansly_sockets_has(engine->sockets, socket)) fansly_close_pair_on_exec(socket);
  if (!fansly_sockets_set(engine->sockets, socket, what)) engine->short_of_memory = true;
  return 0;
}

static int on_timer(CURLM *multi, long milliseconds, void *userdata) {
  (void)multi;
  fansly_engine *engine = userdata;
  engine->timer_at = milliseconds < 0 ? -1 : fansly_now() + (double)milliseconds / 1000;
  return 0;
}

/* --- life --- */

/* Once for the process and never undone: other parts of it may use libcurl too. */
static const char *start_libcurl(void) {
  static atomic_flag busy = ATOMIC_FLAG_INIT;
  static atomic_bool started = false;
  if (atomic_load(&started)) return NULL;
  while (atomic_flag_test_and_set(&busy)) {
  }
  CURLcode code = atomic_load(&started) ? CURLE_OK : curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code == CURLE_OK) atomic_store(&started, true);
  atomic_flag_clear(&busy);
  return code == CURLE_OK ? NULL : code == CURLE_OUT_OF_MEMORY ? FANSLY_NO_MEMORY : curl_easy_strerror(code);
}

#if defined _WIN32
#define init_multi curl_multi_init
#else
/* libcurl makes a pair of descriptors to be woken by, which programs started by the host would inherit before 8.14. They are the
 * lowest that are free, so two that are opened and closed first tell which. */
static CURLM *init_multi(void) {
  int pair[2];
  if (fansly_libcurl_is(0x080e00) || pipe(pair) != 0) return curl_multi_init();
  close(pair[0]);
  close(pair[1]);
  CURLM *multi = curl_multi_init();
  fansly_close_on_exec(pair[0]);
  fansly_close_on_exec(pair[1]);
  return multi;
}
#endif

fansly_engine *fansly_engine_new(const char **problem) {
  if (!fansly_libcurl_is(FANSLY_LIBCURL_OLDEST)) {
    *problem = "libcurl 7.76 or newer is needed; fansly.versions().curl is the one that runs";
    return NULL;
  }
  *problem = start_libcurl();
  if (*problem != NULL) return NULL;
  fansly_engine *engine = calloc(1, sizeof *engine);
  if (engine != NULL) engine->sockets = fansly_sockets_new();
  if (engine != NULL && engine->sockets != NULL) engine->multi = init_multi();
  if (engine == NULL || engine->multi == NULL) {
    if (engine != NULL) fansly_sockets_free(engine->sockets);
    free(engine);
    *problem = fansly_descriptors_are_short() ? fansly_no_descriptors : FANSLY_NO_MEMORY;
    return NULL;
  }
  list_init(&engine->running);
  list_init(&engine->finished);
  engine->owner = getpid();
  engine->timer_at = -1;
  curl_multi_setopt(engine->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(engine->multi, CURLMOPT_SOCKETDATA, engine);
  curl_multi_setopt(engine->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(engine->multi, CURLMOPT_TIMERDATA, engine);
  curl_multi_setopt(engine->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, (long)FANSLY_CONNECTIONS_MAX);
#if LIBCURL_VERSION_NUM >= 0x081400
  curl_multi_setopt(engine->multi, CURLMOPT_QUICK_EXIT, 1L);
#endif
  return engine;
}

static void free_list(fansly_engine *engine, fansly_link *head) {
  for (fansly_transfer *transfer; (transfer = list_first(head)) != NULL;) {
    list_remove(&transfer->link);
    if (transfer->easy != NULL) curl_multi_remove_handle(engine->multi, transfer->easy);
    fansly_transfer_free(transfer);
  }
}

bool fansly_engine_is_forked(const fansly_engine *engine) {
  return engine->owner != getpid();
}

void fansly_engine_free(fansly_engine *engine) {
  if (engine == NULL || fansly_engine_is_forked(engine)) return;
  fansly_sigpipe held = fansly_sigpipe_hold();
  free_list(engine, &engine->running);
  free_list(engine, &engine->finished);
  curl_multi_setopt(engine->multi, CURLMOPT_SOCKETFUNCTION, NULL);
  curl_multi_setopt(engine->multi, CURLMOPT_TIMERFUNCTION, NULL);
  curl_multi_cleanup(engine->multi);
  fansly_sigpipe_release(held);
  fansly_sockets_free(engine->sockets);
  free(engine);
}

/* --- work --- */

/* Another transfer may have taken over the connection already. */
static void watch_idle(fansly_engine *engine, CURL *easy) {
  curl_socket_t socket = fansly_idle_socket(easy);
  if (socket != CURL_SOCKET_BAD && !fansly_sockets_has(engine->sockets, socket)) fansly_idle_add(&engine->idle, socket);
}

/* libcurl keeps a connection that transfers share when one of them runs out of time, some releases also when it breaks, and would put
 * every further one on it, dead or not. HTTP/1.1 leaves it alone until it is too old to be used. */
#define DOUBT 60.0

static void judge_connection(fansly_engine *engine, const fansly_transfer *t) {
  bool silent = t->fault == FANSLY_FAULT_TIMEOUT, broken = t->fault == FANSLY_FAULT_NETWORK;
  if (t->status != 0) engine->broken = 0;
  else if (!t->send && t->connections > 0) engine->broken += silent ? 2 : broken;
  if (engine->broken < 2) return;
  engine->broken = 0;
  engine->doubt_until = fansly_now() + DOUBT;
}

static void finish(fansly_engine *engine, fansly_transfer *transfer, CURLcode code) {
  if (code == CURLE_OK) watch_idle(engine, transfer->easy);
  curl_multi_remove_handle(engine->multi, transfer->easy);
  fansly_transfer_finish(transfer, code);
  judge_connection(engine, transfer);
  list_remove(&transfer->link);
  list_append(&engine->finished, &transfer->link);
}

static void collect(fansly_engine *engine) {
  int left = 0;
  for (CURLMsg *message; (message = curl_multi_info_read(engine->multi, &left)) != NULL;) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode code = message->data.result; /* the message is gone once its handle is removed */
    fansly_transfer *transfer = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
    finish(engine, transfer, code);
  }
}

/* A turn for one socket, or for what is due by time: CURL_SOCKET_TIMEOUT. */
static void act(fansly_engine *engine, curl_socket_t socket, int bits) {
  int running = 0;
  if (socket == CURL_SOCKET_TIMEOUT) engine->timer_at = -1;
  fansly_sigpipe held = fansly_sigpipe_hold();
  CURLMcode code = curl_multi_socket_action(engine->multi, socket, bits, &running);
  collect(engine);
  if (engine->short_of_memory) code = CURLM_OUT_OF_MEMORY;
  bool whole = code == CURLM_OK || code == CURLM_BAD_SOCKET; /* a socket that libcurl has let go of meanwhile */
  /* else the whole pool has failed: nobody may wait for an answer that cannot come */
  for (fansly_transfer *transfer; !whole && (transfer = list_first(&engine->running)) != NULL;) {
    finish(engine, transfer, code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT);
  }
  engine->short_of_memory = false;
  fansly_sigpipe_release(held);
}

/* From here on libcurl looks at a connection no more than once a second, and would use one that was ended meanwhile. */
#define LOOKS_RARELY 0x081600
#define NETWORK_CHANGED ((CURLMoption)(CURLOPTTYPE_LONG + 17)) /* CURLMOPT_NETWORK_CHANGED, which older headers lack */
#define CLEAR_CONNECTIONS 2L                                   /* CURLMNWC_CLEAR_CONNS */

static void end_idle(fansly_engine *engine) {
  if (!fansly_idle_check(&engine->idle) || !fansly_libcurl_is(LOOKS_RARELY)) return;
  fansly_sigpipe held = fansly_sigpipe_hold();
  curl_multi_setopt(engine->multi, NETWORK_CHANGED, CLEAR_CONNECTIONS);
  fansly_sigpipe_release(held);
}

const char *fansly_engine_submit(fansly_engine *engine, fansly_transfer *transfer) {
  fansly_idle_follow(&engine->idle, transfer->easy);
  end_idle(engine);
  if (fansly_now() < engine->doubt_until) curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  CURLMcode code = curl_multi_add_handle(engine->multi, transfer->easy);
  if (code != CURLM_OK) return curl_multi_strerror(code);
  list_append(&engine->running, &transfer->link);
  engine->pending++;
  transfer->id = ++engine->last_id;
  act(engine, CURL_SOCKET_TIMEOUT, 0); /* begins now, rather than with all others in the next turn */
  return NULL;
}

double fansly_engine_timer(const fansly_engine *engine) {
  if (engine->timer_at < 0) return -1;
  double left = engine->timer_at - fansly_now();
  return left > 0 ? left : 0;
}

static void act_on_timer(fansly_engine *engine) {
  if (fansly_engine_timer(engine) == 0) act(engine, CURL_SOCKET_TIMEOUT, 0);
}

/* Milliseconds to wait, so that no timer is late. */
static int patience(const fansly_engine *engine, double seconds) {
  double timer = fansly_engine_timer(engine);
  if (timer >= 0 && timer < seconds) seconds = timer;
  if (list_first(&engine->finished) != NULL) seconds = 0;
  return seconds <= 0 ? 0 : seconds < 1e6 ? (int)(seconds * 1000 + 0.999) : INT_MAX;
}

size_t fansly_engine_step(fansly_engine *engine, double seconds, double budget) {
  double end = fansly_now() + budget;
  fansly_ready ready[ROUND];
  act_on_timer(engine);
  int milliseconds = patience(engine, seconds);
  bool in_time = true, more = true;
  for (int round = 0; round < ROUNDS && more && in_time; round++, milliseconds = 0) {
    size_t count = fansly_sockets_wait(engine->sockets, milliseconds, ready, ROUND);
    for (size_t i = 0; i < count && in_time; i++) {
      act(engine, ready[i].socket, ready[i].bits);
      in_time = budget == 0 || fansly_now() < end;
    }
    more = count == ROUND;
  }
  act_on_timer(engine);
  return engine->pending;
}

int fansly_engine_descriptor(const fansly_engine *engine) {
  return fansly_sockets_descriptor(engine->sockets);
}

bool fansly_engine_cancel(fansly_engine *engine, double id) {
  fansly_transfer *transfer = list_find(&engine->running, id);
  if (transfer == NULL) return false;
  fansly_sigpipe held = fansly_sigpipe_hold();
  fansly_transfer_cancel(transfer);
  finish(engine, transfer, CURLE_ABORTED_BY_CALLBACK);
  fansly_sigpipe_release(held);
  return true;
}

bool fansly_engine_progress(const fansly_engine *engine, double id, double *done, double *total) {
  const fansly_transfer *transfer = list_find(&engine->running, id);
  if (transfer != NULL) fansly_transfer_progress(transfer, done, total);
  return transfer != NULL;
}

fansly_transfer *fansly_engine_peek(const fansly_engine *engine) {
  return list_first(&engine->finished);
}

fansly_transfer *fansly_engine_take(fansly_engine *engine, double id) {
  fansly_transfer *transfer = list_find(&engine->finished, id);
  if (transfer == NULL) return NULL;
  list_remove(&transfer->link);
  engine->pending--;
  return transfer;
}

size_t fansly_engine_pending(const fansly_engine *engine) {
  return engine->pending;
}
