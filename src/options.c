/* The easy handle of a transfer: its options, and the callbacks that libcurl gets. */
#define _POSIX_C_SOURCE 200809L  /* socket */
#define CURL_DISABLE_DEPRECATION /* older releases know what is new by its old name only */

#include "transfer.h"

#if !defined _WIN32
#include <sys/socket.h>
#endif

#include "descriptor.h"
#include "keylog.h"
#include "libcurl.h"

/* --- libcurl's callbacks: they move bytes and set flags, nothing else --- */

static size_t on_header(char *line, size_t size, size_t count, void *userdata) {
  return fansly_transfer_head(userdata, line, size * count) ? size * count : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *userdata) {
  return fansly_transfer_body(userdata, bytes, size * count) ? size * count : 0;
}

static size_t on_read(char *out, size_t size, size_t count, void *userdata) {
  fansly_transfer *t = userdata;
  size_t left = t->body.len - t->body_given, room = size * count;
  size_t len = left < room ? left : room;
  if (len > 0) memcpy(out, t->body.data + t->body_given, len);
  t->body_given += len;
  return len;
}

static size_t on_give(char *out, size_t size, size_t count, void *userdata) {
  return fansly_transfer_give(userdata, out, size * count);
}

/* libcurl sends a request again by itself when a kept connection breaks before the answer; it has to rewind the body for
 * that, and gives up where it cannot. */
static int on_seek(void *userdata, curl_off_t offset, int origin) {
  (void)userdata, (void)offset, (void)origin;
  return CURL_SEEKFUNC_FAIL;
}

#if LIBCURL_VERSION_NUM >= 0x075000
/* Called each time that a connection is about to carry the request. */
static int on_connected(void *userdata, char *to, char *from, int to_port, int from_port) {
  (void)to, (void)from, (void)to_port, (void)from_port;
  return fansly_transfer_connect(userdata) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}
#endif

/* A program that the host starts must not inherit a connection; libcurl sees to that itself from 8.14 on only. */
static curl_socket_t on_open_socket(void *userdata, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)userdata, (void)purpose;
#ifdef SOCK_CLOEXEC
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
  curl_socket_t opened = socket(address->family, address->socktype, address->protocol);
  fansly_close_on_exec(opened);
  return opened;
#endif
}

/* --- setting up --- */

#define SET(option, value) \
  do { \
    if (code == CURLE_OK) code = curl_easy_setopt(t->easy, option, value); \
  } while (0)

static bool add_header(fansly_transfer *t, const char *line) {
  struct curl_slist *list = curl_slist_append(t->headers, line);
  if (list == NULL) return false;
  t->headers = list;
  return true;
}

static bool add_headers(fansly_transfer *t) {
  char *key = fansly_secret_header(t->key);
  if (key == NULL) return false;
  bool ok = add_header(t, key);
  fansly_wipe(key, strlen(key));
  free(key);
  /* without a body the API answers 400 to a JSON type; libcurl's own default type goes too */
  const char *type = t->body.data != NULL ? "Content-Type: application/json" : "Content-Type:";
  ok = ok && add_header(t, t->saves ? "Accept: */*" : "Accept: application/json");
  /* a form's type names its boundary, which libcurl chooses; and a refusal had better come before a large file went out */
  if (t->upload.file != NULL) return ok;
  return ok && add_header(t, type) && add_header(t, "Expect:");
}

/* The hook before a request is there from 7.80 on. Before, what changes something is guarded by a body that cannot be rewound, and a send
 * by a connection of its own as well. */
static bool has_hook(void) {
#if LIBCURL_VERSION_NUM >= 0x075000
  return fansly_libcurl_is(0x075000);
#else
  return false;
#endif
}

/* Milliseconds of a time that must not become 0, which is libcurl's word for its own default. */
static long milliseconds(double seconds) {
  double value = seconds * 1000 + 0.999;
  return value < 1 ? 1 : (long)value;
}

/* What follows the host of a URL, which has a path. */
static const char *target_of(const char *url) {
  const char *scheme_end = strstr(url, "://");
  return strchr(scheme_end != NULL ? scheme_end + 3 : url, '/');
}

static CURLcode set_request(fansly_transfer *t, const fansly_request *request) {
  CURLcode code = CURLE_OK;
  bool get = strcmp(t->method, "GET") == 0, post = strcmp(t->method, "POST") == 0;
  SET(CURLOPT_URL, t->url);
  SET(CURLOPT_PATH_AS_IS, 1L);
  /* where memory is short, 7.88.1 leaves out the query as it takes a URL apart, and goes on */
  SET(CURLOPT_REQUEST_TARGET, target_of(t->url));
  SET(CURLOPT_HTTPHEADER, t->headers);
  SET(CURLOPT_USERAGENT, request->user_agent);
  if (fansly_libcurl_has(CURL_VERSION_LIBZ)) SET(CURLOPT_ACCEPT_ENCODING, "gzip");
  if (t->upload.file == NULL && (!get || t->body.data != NULL)) {
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body.len);
    if (t->send || !has_hook()) {
      SET(CURLOPT_READFUNCTION, on_read);
      SET(CURLOPT_READDATA, t);
      SET(CURLOPT_SEEKFUNCTION, on_seek);
    } else {
      SET(CURLOPT_POSTFIELDS, t->body.data != NULL ? t->body.data : ""); /* goes out in one piece with the headers */
    }
    if (!post) SET(CURLOPT_CUSTOMREQUEST, t->method);
  }
  return code;
}

static CURLcode add_file(fansly_transfer *t, const fansly_request *request) {
  t->form = curl_mime_init(t->easy);
  curl_mimepart *part = t->form != NULL ? curl_mime_addpart(t->form) : NULL;
  if (part == NULL) return CURLE_OUT_OF_MEMORY;
  CURLcode code = curl_mime_name(part, "file");
  if (code == CURLE_OK) code = curl_mime_filename(part, request->file_name);
  if (code == CURLE_OK) code = curl_mime_type(part, request->file_type);
  if (code == CURLE_OK) code = curl_mime_data_cb(part, (curl_off_t)t->upload.size, on_give, on_seek, NULL, t);
  SET(CURLOPT_MIMEPOST, t->form);
  return code;
}

/* An end for what stands still: nobody knows how long a file may take. The buffers stay as small as libcurl has them, since it fills
 * one up to a hundred times in a turn. */
static CURLcode set_files(fansly_transfer *t, const fansly_request *request) {
  CURLcode code = CURLE_OK;
  if (t->upload.file == NULL && !t->saves) return code;
  SET(CURLOPT_LOW_SPEED_LIMIT, 1024L);
  SET(CURLOPT_LOW_SPEED_TIME, (long)(request->stall + 0.999));
  if (code == CURLE_OK && t->upload.file != NULL) code = add_file(t, request);
  return code;
}

static CURLcode set_protocol(fansly_transfer *t, bool https) {
#if LIBCURL_VERSION_NUM >= 0x075500
  if (fansly_libcurl_is(0x075500)) return curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, https ? "https" : "http");
#endif
  return curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS, (long)(https ? CURLPROTO_HTTPS : CURLPROTO_HTTP));
}

/* An end while a name is looked up does not wait for the resolver's thread, where libcurl can do that. */
static CURLcode set_quick_exit(fansly_transfer *t) {
#if LIBCURL_VERSION_NUM >= 0x075700
  if (fansly_libcurl_is(0x075700)) return curl_easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  (void)t;
  return CURLE_OK;
}

static CURLcode set_network(fansly_transfer *t, const fansly_request *request) {
  bool https = strncmp(t->url, "https:", 6) == 0;
  CURLcode code = set_protocol(t, https);
  if (code == CURLE_OK) code = set_quick_exit(t);
  SET(CURLOPT_CONNECT_ONLY, t->connect_only ? 1L : 0L);
  SET(CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_TIMEOUT_MS, milliseconds(request->timeout));
  SET(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request->connect_timeout));
  SET(CURLOPT_MAXAGE_CONN, 30L);
  SET(CURLOPT_TCP_KEEPALIVE, 1L);
  SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  /* a send gets a connection of its own, so that it meets no stale one, and HTTP/1.1, where nobody joins it */
  bool joins = !t->send && fansly_libcurl_has(CURL_VERSION_HTTP2);
  SET(CURLOPT_HTTP_VERSION, joins ? (long)CURL_HTTP_VERSION_2TLS : (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_FRESH_CONNECT, t->send ? 1L : 0L);
  SET(CURLOPT_PIPEWAIT, https && joins ? 1L : 0L);
  /* plain http is for this machine: a proxy would see the key */
  bool env = https && request->proxy != NULL && strcmp(request->proxy, "env") == 0;
  if (!env) {
    SET(CURLOPT_PROXY, https && request->proxy != NULL ? request->proxy : "");
    SET(CURLOPT_NOPROXY, "");
  }
  return code;
}

/* With a CA path set, libcurl reads the whole bundle again for every connection. Some TLS libraries know no such path. */
static CURLcode unset_ca_path(fansly_transfer *t) {
  CURLcode code = curl_easy_setopt(t->easy, CURLOPT_CAPATH, NULL);
  return code == CURLE_NOT_BUILT_IN ? CURLE_OK : code;
}

static CURLcode set_tls(fansly_transfer *t, const fansly_request *request) {
  CURLcode code = CURLE_OK;
  const curl_version_info_data *running = fansly_libcurl();
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (request->ca_file != NULL) SET(CURLOPT_CAINFO, request->ca_file);
  bool bundle = running->age >= CURLVERSION_SEVENTH && running->cainfo != NULL;
  if (code == CURLE_OK && (request->ca_file != NULL || bundle)) code = unset_ca_path(t);
  if (code == CURLE_OK) code = fansly_keylog_forbid(t->easy);
  /* the session cache of older releases frees twice when memory runs out */
  if (!fansly_libcurl_is(0x080c00)) SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
  return code;
}

static CURLcode set_hook(fansly_transfer *t) {
  CURLcode code = CURLE_OK;
  t->hooked = has_hook();
#if LIBCURL_VERSION_NUM >= 0x075000
  if (!t->hooked) return code;
  SET(CURLOPT_PREREQFUNCTION, on_connected);
  SET(CURLOPT_PREREQDATA, t);
#endif
  return code;
}

static CURLcode set_callbacks(fansly_transfer *t) {
  CURLcode code = set_hook(t);
  SET(CURLOPT_PRIVATE, t);
  SET(CURLOPT_ERRORBUFFER, t->words);
  SET(CURLOPT_HEADERFUNCTION, on_header);
  SET(CURLOPT_HEADERDATA, t);
  SET(CURLOPT_WRITEFUNCTION, on_body);
  SET(CURLOPT_WRITEDATA, t);
  return code;
}

CURLcode fansly_transfer_open(fansly_transfer *t, const fansly_request *request) {
  t->easy = curl_easy_init();
  if (t->easy == NULL || !add_headers(t)) return CURLE_OUT_OF_MEMORY;
  CURLcode code = set_request(t, request);
  if (code == CURLE_OK) code = set_files(t, request);
  if (code == CURLE_OK) code = set_network(t, request);
  if (code == CURLE_OK) code = set_tls(t, request);
  if (code == CURLE_OK) code = set_callbacks(t);
  return code;
}
