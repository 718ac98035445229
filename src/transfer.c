#define _POSIX_C_SOURCE 200809L /* open */

#include "transfer.h"

#include <stdio.h>

#include "descriptor.h"

#define HEAD_BYTES_MAX 65536
#define HEAD_LINES_MAX 256
#define INTERIM_MAX 8
#define BELIEVED 1048576    /* of what an answer says of its length: memory for more is taken as it comes */
#define LONGEST_LINE 307200 /* that any libcurl reads */

static const char *const header_names[FANSLY_HEADER_COUNT] = {
    "retry-after",
    "x-ratelimit-retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-plan",
    "x-request-id",
    "date",
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
};

static const char malformed[] = "the answer has a malformed head";
static const char not_repeated[] = "the connection broke before an answer came";
static const char large_head[] = "the headers of the answer are too large";
const char fansly_no_descriptors[] = "no file descriptors are left for a connection (ulimit -n)";

/* --- what libcurl's codes mean --- */

#define TOO_LARGE ((CURLcode)100) /* CURLE_TOO_LARGE, from 8.6 on */

static const struct {
  CURLcode code;
  fansly_fault fault;
} faults[] = {
    {CURLE_OK, FANSLY_FAULT_NONE},
    {CURLE_OPERATION_TIMEDOUT, FANSLY_FAULT_TIMEOUT},
    {CURLE_OUT_OF_MEMORY, FANSLY_FAULT_MEMORY},
    {TOO_LARGE, FANSLY_FAULT_LIMIT},
    {CURLE_UNSUPPORTED_PROTOCOL, FANSLY_FAULT_PROTOCOL}, /* HTTP/0.9 */
    {CURLE_WEIRD_SERVER_REPLY, FANSLY_FAULT_PROTOCOL},
    {CURLE_WRITE_ERROR, FANSLY_FAULT_PROTOCOL}, /* not ours, which are told before: bytes behind a compressed body */
    {CURLE_BAD_CONTENT_ENCODING, FANSLY_FAULT_PROTOCOL},
    {CURLE_SSL_CONNECT_ERROR, FANSLY_FAULT_TLS},
    {CURLE_SSL_CERTPROBLEM, FANSLY_FAULT_TLS},
    {CURLE_SSL_CIPHER, FANSLY_FAULT_TLS},
    {CURLE_PEER_FAILED_VERIFICATION, FANSLY_FAULT_TLS},
    {CURLE_USE_SSL_FAILED, FANSLY_FAULT_TLS},
    {CURLE_SSL_CACERT_BADFILE, FANSLY_FAULT_TLS},
    {CURLE_SSL_CRL_BADFILE, FANSLY_FAULT_TLS},
    {CURLE_SSL_ISSUER_ERROR, FANSLY_FAULT_TLS},
    {CURLE_SSL_INVALIDCERTSTATUS, FANSLY_FAULT_TLS},
};

static fansly_fault fault_of(CURLcode code) {
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    if (faults[i].code == code) return faults[i].fault;
  }
  return FANSLY_FAULT_NETWORK;
}

/* --- what comes in --- */

/* The first reason is the one that is told. */
static bool stop(fansly_transfer *t, fansly_fault fault, const char *problem) {
  if (t->fault == FANSLY_FAULT_NONE) {
    t->fault = fault;
    t->problem = problem;
  }
  return false;
}

static bool same_name(const char *line, size_t len, const char *name) {
  size_t name_len = strlen(name);
  return len > name_len && line[name_len] == ':' && curl_strnequal(line, name, name_len);
}

static void keep_value(char *kept, const char *value, size_t len) {
  while (len > 0 && (*value == ' ' || *value == '\t')) value++, len--;
  while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t')) len--;
  if (len >= FANSLY_HEADER_MAX) len = FANSLY_HEADER_MAX - 1;
  memcpy(kept, value, len);
  kept[len] = '\0';
}

/* "HTTP/1.1 200 OK", "HTTP/2 200": the three digits, 0 for what is no status line. Some releases of libcurl take more for one. */
static int status_of(const char *line, size_t len) {
  static const char *const versions[] = {"HTTP/1.0 ", "HTTP/1.1 ", "HTTP/2 ", "HTTP/3 "};
  const char *digits = NULL;
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
    size_t version_len = strlen(versions[i]);
    if (len >= version_len + 3 && memcmp(line, versions[i], version_len) == 0) digits = line + version_len;
  }
  if (digits == NULL || (digits + 3 < line + len && digits[3] != ' ')) return 0;
  int status = 0;
  for (int i = 0; i < 3; i++) {
    if (digits[i] < '0' || digits[i] > '9') return 0;
    status = status * 10 + (digits[i] - '0');
  }
  return status;
}

/* Of two lengths libcurl takes the last, which may be the shorter. */
static bool keep_header(fansly_transfer *t, size_t which, const char *value, size_t len) {
  char before[FANSLY_HEADER_MAX];
  memcpy(before, t->header[which], sizeof before);
  keep_value(t->header[which], value, len);
  bool differs = before[0] != '\0' && strcmp(before, t->header[which]) != 0;
  return which != FANSLY_HEADER_CONTENT_LENGTH || !differs || stop(t, FANSLY_FAULT_PROTOCOL, "the answer gives two lengths");
}

bool fansly_transfer_head(fansly_transfer *t, const char *line, size_t len) {
  t->head_bytes += len;
  t->head_lines++;
  if (t->head_bytes > HEAD_BYTES_MAX || t->head_lines > HEAD_LINES_MAX) {
    return stop(t, FANSLY_FAULT_LIMIT, large_head);
  }
  while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == '\n')) len--;
  if (len == 0) {
    t->in_head = false;
    t->head_done = t->status != 0;
  }
  if (len == 0 || t->head_done) return true;
  if (!t->in_head) {
    /* the first line of a head alone: a header or a trailer may look like one, too */
    int status = status_of(line, len);
    if (status < 100) return stop(t, FANSLY_FAULT_PROTOCOL, malformed);
    /* 1xx is not the answer yet, and its headers are not the answer's */
    t->status = status >= 200 ? status : 0;
    t->in_head = true;
    memset(t->header, 0, sizeof t->header);
    if (t->trace != NULL) fansly_trace_answer(t->trace, t->easy);
    if (t->status == 0 && ++t->interim > INTERIM_MAX) return stop(t, FANSLY_FAULT_LIMIT, "too many interim answers");
    return true;
  }
  if (t->trace != NULL) fansly_trace_header(t->trace, line, len);
  bool ok = true;
  for (size_t i = 0; i < FANSLY_HEADER_COUNT; i++) {
    size_t name_len = strlen(header_names[i]);
    if (same_name(line, len, header_names[i])) ok = keep_header(t, i, line + name_len + 1, len - name_len - 1);
  }
  return ok;
}

/* Of the answer's body on the wire; negative where libcurl knows none. */
static curl_off_t declared_length(const fansly_transfer *t) {
  curl_off_t length = -1;
  return curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK ? length : -1;
}

static bool has_type(const fansly_transfer *t, const char *type) {
  return curl_strnequal(t->header[FANSLY_HEADER_CONTENT_TYPE], type, strlen(type));
}

/* Whether a piece of the body belongs to the file that was asked for. The API has answered errors with a good status; no kind of media
 * begins with the brace that they begin with. */
static bool is_file(const fansly_transfer *t, const char *bytes) {
  if (t->sink.file == NULL || t->answer.len > 0 || t->status < 200 || t->status > 299) return false;
  return t->sink.written > 0 || (bytes[0] != '{' && !has_type(t, "application/json") && !has_type(t, "text/html"));
}

/* What is too large by its own word ends at once: each piece that comes has to be paid for. */
static const char *save(fansly_transfer *t, const char *bytes, size_t len) {
  curl_off_t all = declared_length(t);
  const char *problem = all > 0 ? fansly_sink_room(&t->sink, (uint64_t)all) : NULL;
  return problem != NULL ? problem : fansly_sink_write(&t->sink, bytes, len);
}

bool fansly_transfer_body(fansly_transfer *t, const char *bytes, size_t len) {
  if (len > 0 && is_file(t, bytes)) {
    const char *problem = save(t, bytes, len);
    return problem == NULL || stop(t, FANSLY_FAULT_LIMIT, problem);
  }
  if (len > t->max_body - t->answer.len) return stop(t, FANSLY_FAULT_LIMIT, "the answer is larger than max_body");
  curl_off_t all = t->answer.len == 0 ? declared_length(t) : 0;
  if (all > 0 && all <= BELIEVED && (size_t)all <= t->max_body) fansly_buffer_reserve(&t->answer, (size_t)all); /* else it grows */
  if (!fansly_buffer_add(&t->answer, bytes, len)) return stop(t, FANSLY_FAULT_MEMORY, "out of memory while the answer came in");
  return true;
}

/* One that changes something goes out once: whether it may go again is decided where attempts are counted. */
bool fansly_transfer_connect(fansly_transfer *t) {
  t->connections++;
  if (!t->send) t->body_given = t->body.len; /* nobody is asked for it piece by piece, so it may all have left */
  if (t->connections == 1 || strcmp(t->method, "GET") == 0) return true;
  return stop(t, FANSLY_FAULT_NETWORK, not_repeated);
}

/* --- files --- */

size_t fansly_transfer_give(fansly_transfer *t, char *out, size_t room) {
  size_t len;
  const char *problem = fansly_upload_read(&t->upload, out, room, &len);
  if (problem == NULL) return len;
  stop(t, FANSLY_FAULT_FILE, problem);
  return CURL_READFUNC_ABORT;
}

const char *fansly_transfer_files(fansly_transfer *t, const fansly_request *request) {
  t->saves = request->save_to != NULL;
  if (request->file != NULL && !fansly_upload_open(&t->upload, request->file, t->words, sizeof t->words)) return "file";
  if (t->saves && !fansly_sink_open(&t->sink, request->save_to, request->max_bytes, t->words, sizeof t->words)) return "path";
  return NULL;
}

void fansly_transfer_settle(fansly_transfer *t) {
  if (t->fault == FANSLY_FAULT_NONE && t->sink.written > 0) {
    const char *problem = fansly_sink_keep(&t->sink);
    if (problem != NULL) stop(t, FANSLY_FAULT_LIMIT, problem);
  }
  fansly_upload_close(&t->upload);
  fansly_sink_close(&t->sink);
}

void fansly_transfer_progress(const fansly_transfer *t, double *done, double *total) {
  bool up = t->upload.size > 0;
  const char *length = t->header[FANSLY_HEADER_CONTENT_LENGTH];
  /* the length of what is packed is not that of the file */
  bool packed = t->header[FANSLY_HEADER_CONTENT_ENCODING][0] != '\0';
  bool known = up || (!packed && length[0] != '\0' && strspn(length, "0123456789") == strlen(length));
  *done = (double)(up ? t->upload.given : t->sink.written);
  *total = up ? (double)t->upload.size : known ? strtod(length, NULL) : -1;
}

/* --- the beginning --- */

static char *copy_text(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}

fansly_transfer *fansly_transfer_new(const fansly_request *request) {
  fansly_transfer *t = calloc(1, sizeof *t);
  if (t == NULL) return NULL;
  t->url = copy_text(request->url);
  if (request->trace) t->trace = calloc(1, sizeof *t->trace);
  if (t->url == NULL || (request->trace && t->trace == NULL) ||
      (request->body != NULL && !fansly_buffer_add(&t->body, request->body, request->body_len))) {
    fansly_transfer_free(t);
    return NULL;
  }
  snprintf(t->method, sizeof t->method, "%s", request->method);
  t->key = fansly_secret_hold(request->key);
  t->send = request->send;
  t->connect_only = request->connect_only;
  t->max_body = request->max_body;
  return t;
}

/* --- the end --- */

static void close_easy(fansly_transfer *t) {
  curl_easy_cleanup(t->easy);
  t->easy = NULL;
  curl_mime_free(t->form);
  t->form = NULL;
  for (struct curl_slist *line = t->headers; line != NULL; line = line->next) fansly_wipe(line->data, strlen(line->data));
  curl_slist_free_all(t->headers);
  t->headers = NULL;
}

/* Whether libcurl has read the same status as we have. */
static bool agrees(const fansly_transfer *t) {
  long status = 0;
  return curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == t->status;
}

static bool has_memory(size_t size) {
  void *volatile memory = malloc(size); /* which a compiler would leave out */
  free(memory);
  return memory != NULL;
}

/* libcurl's word for some causes is that of another, or one of many. */
static void find_cause(fansly_transfer *t, CURLcode code) {
  bool connects = t->connections == 0 && (t->fault == FANSLY_FAULT_NETWORK || code == CURLE_SSL_CACERT_BADFILE);
  if (connects && fansly_descriptors_are_short()) {
    t->fault = FANSLY_FAULT_NETWORK;
    t->problem = fansly_no_descriptors;
  }
  /* for a line that is longer than it reads: the second one before 8.6 */
  bool reads_head = t->connections > 0 && fansly_transfer_handed_out(t) && !t->head_done;
  if (reads_head && (code == TOO_LARGE || (code == CURLE_OUT_OF_MEMORY && has_memory(LONGEST_LINE)))) {
    t->fault = FANSLY_FAULT_LIMIT;
    t->problem = large_head;
  }
}

/* Without the hook: what libcurl has written, or has taken to write, went to a connection. Counts the words to a proxy, too. */
static bool was_connected(const fansly_transfer *t) {
  long written = 0;
  curl_off_t began = 0;
  curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &written);
  curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &began);
  return written > 0 || began > 0 || t->body_given > 0 || t->upload.given > 0;
}

/* An answer that ends with its connection, and says nowhere how long it is, may have been cut off anywhere. A length that is too large for
 * libcurl is none to it. */
static bool says_its_end(const fansly_transfer *t) {
  long version = 0;
  bool old = curl_easy_getinfo(t->easy, CURLINFO_HTTP_VERSION, &version) == CURLE_OK && version < CURL_HTTP_VERSION_2_0;
  return !old || declared_length(t) >= 0 || curl_strequal(t->header[FANSLY_HEADER_TRANSFER_ENCODING], "chunked");
}

void fansly_transfer_finish(fansly_transfer *t, CURLcode code) {
  if (!t->hooked && was_connected(t)) t->connections = 1;
  if (t->trace != NULL) fansly_trace_finish(t->trace, t->easy);
  curl_off_t microseconds = 0;
  if (curl_easy_getinfo(t->easy, CURLINFO_TOTAL_TIME_T, &microseconds) == CURLE_OK) t->elapsed = (double)microseconds / 1e6;
  if (t->fault == FANSLY_FAULT_NONE) {
    t->fault = fault_of(code);
    if (code == CURLE_SEND_FAIL_REWIND) t->problem = not_repeated;
    else if (code != CURLE_OK && t->words[0] == '\0') t->problem = curl_easy_strerror(code);
    find_cause(t, code);
  }
  if (t->connect_only && t->fault == FANSLY_FAULT_NONE) t->status = 204;
  else if (t->status != 0 && !agrees(t)) stop(t, FANSLY_FAULT_PROTOCOL, malformed), t->status = 0;
  /* libcurl has called an exchange without an answer a success before (curl issue 2801) */
  if (t->fault == FANSLY_FAULT_NONE && t->status == 0) stop(t, FANSLY_FAULT_NETWORK, "the connection ended without an answer");
  if (t->sink.written > 0 && t->status == 206) stop(t, FANSLY_FAULT_PROTOCOL, "the answer is a part of the file");
  if (t->sink.written > 0 && !says_its_end(t)) stop(t, FANSLY_FAULT_PROTOCOL, "the answer does not say where the file ends");
  fansly_transfer_settle(t);
  close_easy(t);
}

void fansly_transfer_cancel(fansly_transfer *t) {
  stop(t, FANSLY_FAULT_CANCELLED, "cancelled by the caller");
}

bool fansly_transfer_handed_out(const fansly_transfer *t) {
  return t->body_given == t->body.len && t->upload.given == t->upload.size;
}

const char *fansly_transfer_problem(const fansly_transfer *t) {
  if (t->fault == FANSLY_FAULT_NONE) return "";
  return t->problem != NULL ? t->problem : t->words;
}

void fansly_transfer_free(fansly_transfer *t) {
  if (t == NULL) return;
  close_easy(t);
  fansly_upload_close(&t->upload);
  fansly_sink_close(&t->sink);
  fansly_secret_drop(t->key);
  fansly_buffer_free(&t->body);
  fansly_buffer_free(&t->answer);
  free(t->url);
  free(t->trace);
  free(t);
}
