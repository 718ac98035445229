#include "engine.h"

#include <curl/curl.h>
#include <stdatomic.h>

struct fansly_engine {
  CURLM *multi;
  fansly_link running, finished; /* heads of rings, so that every move is O(1) */
  size_t pending;
  double last_id;
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
  return code == CURLE_OK ? NULL : curl_easy_strerror(code);
}

fansly_engine *fansly_engine_new(const char **problem) {
  /* the pre-request hook, which a send depends on */
  if (curl_version_info(CURLVERSION_NOW)->version_num < 0x075000) {
    *problem = "libcurl 7.80 or newer is needed";
    return NULL;
  }
  *problem = start_libcurl();
  if (*problem != NULL) return NULL;
  fansly_engine *engine = calloc(1, sizeof *engine);
  if (engine != NULL) engine->multi = curl_multi_init();
  if (engine == NULL || engine->multi == NULL) {
    free(engine);
    *problem = "out of memory while the connection pool was set up";
    return NULL;
  }
  list_init(&engine->running);
  list_init(&engine->finished);
  curl_multi_setopt(engine->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, 64L);
  return engine;
}

static void free_list(fansly_engine *engine, fansly_link *head) {
  for (fansly_transfer *transfer; (transfer = list_first(head)) != NULL;) {
    list_remove(&transfer->link);
    if (transfer->easy != NULL) curl_multi_remove_handle(engine->multi, transfer->easy);
    fansly_transfer_free(transfer);
  }
}

void fansly_engine_free(fansly_engine *engine) {
  if (engine == NULL) return;
  free_list(engine, &engine->running);
  free_list(engine, &engine->finished);
  curl_multi_cleanup(engine->multi);
  free(engine);
}

/* --- work --- */

const char *fansly_engine_submit(fansly_engine *engine, fansly_transfer *transfer) {
  CURLMcode code = curl_multi_add_handle(engine->multi, transfer->easy);
  if (code != CURLM_OK) return curl_multi_strerror(code);
  list_append(&engine->running, &transfer->link);
  engine->pending++;
  transfer->id = ++engine->last_id;
  return NULL;
}

static void finish(fansly_engine *engine, fansly_transfer *transfer, CURLcode code) {
  curl_multi_remove_handle(engine->multi, transfer->easy);
  fansly_transfer_finish(transfer, code);
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

static void perform(fansly_engine *engine) {
  int running = 0;
  CURLMcode code = curl_multi_perform(engine->multi, &running);
  collect(engine);
  if (code == CURLM_OK) return;
  /* the whole pool has failed: nobody may wait for an answer that cannot come */
  for (fansly_transfer *transfer; (transfer = list_first(&engine->running)) != NULL;) {
    finish(engine, transfer, code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT);
  }
}

size_t fansly_engine_step(fansly_engine *engine, double seconds) {
  perform(engine);
  if (seconds > 0 && list_first(&engine->finished) == NULL) {
    int milliseconds = seconds < 1e6 ? (int)(seconds * 1000 + 0.999) : 1000000000;
    curl_multi_poll(engine->multi, NULL, 0, milliseconds, NULL);
    perform(engine);
  }
  return engine->pending;
}

bool fansly_engine_cancel(fansly_engine *engine, double id) {
  fansly_transfer *transfer = list_find(&engine->running, id);
  if (transfer == NULL) return false;
  fansly_transfer_cancel(transfer);
  finish(engine, transfer, CURLE_ABORTED_BY_CALLBACK);
  return true;
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
