#include "trace.h"

#include <stdio.h>
#include <string.h>

#include "openssl.h"

typedef const char *get_version(const void *connection);

/* The characters of a header's name; anything else is none, and may be anything. */
static bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

void fansly_trace_header(fansly_trace *trace, const char *line, size_t len) {
  size_t name_len = 0;
  while (name_len < len && in_name(line[name_len])) name_len++;
  bool named = name_len > 0 && name_len <= FANSLY_TRACE_NAME_MAX && name_len < len && line[name_len] == ':';
  if (!named || trace->names_len + name_len + 2 > sizeof trace->names) return;
  if (trace->names_len > 0) trace->names[trace->names_len++] = ' ';
  memcpy(trace->names + trace->names_len, line, name_len);
  trace->names_len += name_len;
  trace->names[trace->names_len] = '\0';
}

void fansly_trace_answer(fansly_trace *trace, CURL *easy) {
  trace->names_len = 0;
  trace->names[0] = '\0';
  /* known only as long as the transfer has its connection */
  const struct curl_tlssessioninfo *session = fansly_openssl_session(easy);
  void *found = session != NULL && session->internals != NULL ? fansly_openssl_find("SSL_get_version") : NULL;
  if (found == NULL) return;
  get_version *version;
  memcpy(&version, &found, sizeof version);
  snprintf(trace->tls, sizeof trace->tls, "%s", version(session->internals));
}

static double seconds(CURL *easy, CURLINFO which) {
  curl_off_t microseconds = 0;
  return curl_easy_getinfo(easy, which, &microseconds) == CURLE_OK ? (double)microseconds / 1e6 : 0;
}

static double bytes(CURL *easy, CURLINFO which) {
  curl_off_t count = 0;
  return curl_easy_getinfo(easy, which, &count) == CURLE_OK ? (double)count : 0;
}

void fansly_trace_finish(fansly_trace *trace, CURL *easy) {
  long made = 0, head = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &made);
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &head);
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &trace->http);
  trace->sent = (double)head + bytes(easy, CURLINFO_SIZE_UPLOAD_T);
  trace->received = bytes(easy, CURLINFO_SIZE_DOWNLOAD_T);
  trace->lookup = seconds(easy, CURLINFO_NAMELOOKUP_TIME_T);
  trace->connect = seconds(easy, CURLINFO_CONNECT_TIME_T);
  trace->handshake = seconds(easy, CURLINFO_APPCONNECT_TIME_T);
  trace->waiting = seconds(easy, CURLINFO_STARTTRANSFER_TIME_T);
  trace->reused = made == 0 && head > 0;
}
