/* The limit: a program on libcurl that does not look at what it gets. Built a second time with a function that does, it is what a
 * fast parser adds to that.
 *
 *   limit WORK URL COUNT WARM      prints: seconds of the processor, seconds, sum, peak memory in KiB
 *
 * WORK is get, flight, post, pages or connect, as in bench/peers/README.md. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef LOOK
/* What an answer adds to the sum, and in `cursor` where the next page is. */
long look(char *body, size_t len, size_t room, char cursor[32]);
#endif

enum { MAX_IN_FLIGHT = 4096, ROOM = 1 << 20 };

typedef struct transfer {
  CURL *easy;
  long len; /* of the body */
#ifdef LOOK
  char body[ROOM];
#endif
} transfer;

static const char *work, *url;
static struct curl_slist *headers;
static long sum;
static char cursor[32];

static void check(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "limit: %s\n", what);
  exit(1);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *userdata) {
  transfer *t = userdata;
  size_t len = size * count;
#ifdef LOOK
  check((size_t)t->len + len + 64 <= ROOM, "the body is too long");
  memcpy(t->body + t->len, bytes, len);
#else
  (void)bytes;
#endif
  t->len += (long)len;
  return len;
}

static transfer *open_transfer(void) {
  transfer *t = calloc(1, sizeof *t);
  check(t != NULL && (t->easy = curl_easy_init()) != NULL, "out of memory");
  const char *ca_file = getenv("CA_FILE"), *body = getenv("BODY");
  curl_easy_setopt(t->easy, CURLOPT_URL, url);
  curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, strncmp(url, "https:", 6) == 0 ? 1L : 0L);
  if (ca_file != NULL) curl_easy_setopt(t->easy, CURLOPT_CAINFO, ca_file);
  if (strcmp(work, "post") == 0) curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, body);
  if (strcmp(work, "connect") == 0) curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
  curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
  return t;
}

static void finish(transfer *t, CURLcode code) {
  long status = 0;
  curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
  check(code == CURLE_OK && (status == 200 || status == 201), curl_easy_strerror(code));
#ifdef LOOK
  sum += look(t->body, (size_t)t->len, ROOM, cursor);
#else
  sum += t->len;
#endif
  t->len = 0;
}

static void sequential(transfer *t, long count) {
  for (long i = 0; i < count; i++) finish(t, curl_easy_perform(t->easy));
}

/* Where the cursor is not read, the pages are known to be numbered. */
static void pages(transfer *t, long count) {
  for (long page = 0; page < count; page++) {
    char place[512];
#ifndef LOOK
    snprintf(cursor, sizeof cursor, "%ld", page);
#endif
    snprintf(place, sizeof place, page == 0 ? "%s" : "%s?cursor=%s", url, cursor);
    curl_easy_setopt(t->easy, CURLOPT_URL, place);
    finish(t, curl_easy_perform(t->easy));
  }
}

static void flight(CURLM *multi, transfer **all, long in_flight, long count) {
  long begun = 0, done = 0;
  for (; begun < in_flight && begun < count; begun++) curl_multi_add_handle(multi, all[begun]->easy);
  while (done < count) {
    int running, left;
    check(curl_multi_perform(multi, &running) == CURLM_OK, "multi_perform");
    for (CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) {
      transfer *t;
      CURLcode code = m->data.result;
      curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
      curl_multi_remove_handle(multi, t->easy);
      finish(t, code);
      done++;
      if (begun < count) begun++, curl_multi_add_handle(multi, t->easy);
    }
    if (running > 0) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
}

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_memory(void) {
  char line[256];
  long kib = 0;
  FILE *file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) sscanf(line, "VmHWM: %ld", &kib);
  if (file != NULL) fclose(file);
  return kib;
}

int main(int argc, char **argv) {
  check(argc == 5, "usage: limit WORK URL COUNT WARM");
  const char *at_once = getenv("IN_FLIGHT");
  long count = atol(argv[3]), warm = atol(argv[4]), in_flight = at_once != NULL ? atol(at_once) : 64;
  work = argv[1], url = argv[2];
  curl_global_init(CURL_GLOBAL_DEFAULT);
  headers = curl_slist_append(NULL, "x-api-key: bench-key-0000000000");
  headers = curl_slist_append(headers, "Accept: application/json");
  if (strcmp(work, "post") == 0) headers = curl_slist_append(headers, "Content-Type: application/json");

  bool many = strcmp(work, "flight") == 0, paged = strcmp(work, "pages") == 0;
  check(in_flight > 0 && in_flight <= MAX_IN_FLIGHT, "IN_FLIGHT");
  static transfer *all[MAX_IN_FLIGHT];
  for (long i = 0; i < (many ? in_flight : 1); i++) all[i] = open_transfer();
  CURLM *multi = many ? curl_multi_init() : NULL;

  double cpu = 0, wall = 0;
  for (int measured = 0; measured < 2; measured++) { /* the first time to warm up */
    long n = measured ? count : warm;
    sum = 0;
    cpu = now(CLOCK_PROCESS_CPUTIME_ID), wall = now(CLOCK_MONOTONIC);
    if (many) flight(multi, all, in_flight, n);
    else if (paged) pages(all[0], n);
    else sequential(all[0], n);
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu, wall = now(CLOCK_MONOTONIC) - wall;
  }
  printf("%.6f %.6f %ld %ld\n", cpu, wall, sum, peak_memory());
  return 0;
}
