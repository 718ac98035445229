#include "uri.h"

#include <curl/curl.h>

static const char out_of_memory[] = FANSLY_NO_MEMORY;
static const char no_url[] = "is not a URL such as https://v1.apifansly.com/api/fansly";

static bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 3986, 2.3 */
static bool is_unreserved(char c) {
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

bool fansly_is_id(const char *text, size_t len) {
  if (len == 0 || len > FANSLY_ID_MAX) return false;
  for (size_t i = 0; i < len; i++) {
    if (!is_alnum(text[i]) && text[i] != '_' && text[i] != '-') return false;
  }
  return true;
}

static bool add_encoded(fansly_buffer *out, const char *text, size_t len) {
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
    if (!(is_unreserved(text[i]) ? fansly_buffer_add(out, text + i, 1) : fansly_buffer_add(out, escaped, 3))) return false;
  }
  return true;
}

static const fansly_pair *find(const fansly_pair *pairs, size_t count, const char *name, size_t len) {
  for (size_t i = 0; i < count; i++) {
    if (pairs[i].name_len == len && memcmp(pairs[i].name, name, len) == 0) return &pairs[i];
  }
  return NULL;
}

/* A segment of the template's own text: not empty, no dots that walk, nothing that needs encoding. */
static const char *segment_problem(const char *text, size_t len) {
  static const char problem[] = "is not a path template such as /{account_id}/chats";
  if (len == 0 || (text[0] == '.' && (len == 1 || (len == 2 && text[1] == '.')))) return problem;
  for (size_t i = 0; i < len; i++) {
    if (!is_unreserved(text[i])) return problem;
  }
  return NULL;
}

static const char *add_segment(fansly_buffer *out, const char *text, size_t len, const fansly_pair *params, size_t count,
                               const char **field, size_t *field_len) {
  if (len < 2 || text[0] != '{' || text[len - 1] != '}') {
    const char *problem = segment_problem(text, len);
    if (problem != NULL) return problem;
    return fansly_buffer_add(out, text, len) ? NULL : out_of_memory;
  }
  *field = text + 1;
  *field_len = len - 2;
  const fansly_pair *param = find(params, count, text + 1, len - 2);
  if (param == NULL) return "is missing";
  if (!fansly_is_id(param->value, param->value_len)) return "is not an id: 1 to 64 of letters, digits, _ and -";
  *field = NULL;
  return fansly_buffer_add(out, param->value, param->value_len) ? NULL : out_of_memory;
}

static const char *add_query(fansly_buffer *out, const fansly_pair *query, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!fansly_buffer_text(out, i == 0 ? "?" : "&") || !add_encoded(out, query[i].name, query[i].name_len) ||
        !fansly_buffer_text(out, "=") || !add_encoded(out, query[i].value, query[i].value_len)) {
      return out_of_memory;
    }
  }
  return NULL;
}

const char *fansly_uri_target(fansly_buffer *out, const char *path, size_t path_len, const fansly_pair *params, size_t param_count,
                              const fansly_pair *query, size_t query_count, const char **field, size_t *field_len) {
  *field = NULL;
  *field_len = 0;
  if (path_len == 0 || path[0] != '/') return "is not a path template: it has to begin with /";
  const char *end = path + path_len;
  while (path < end) {
    const char *segment = path + 1;
    const char *slash = memchr(segment, '/', (size_t)(end - segment));
    path = slash == NULL ? end : slash;
    if (!fansly_buffer_text(out, "/")) return out_of_memory;
    const char *problem = add_segment(out, segment, (size_t)(path - segment), params, param_count, field, field_len);
    if (problem != NULL) return problem;
  }
  return add_query(out, query, query_count);
}

/* 127.0.0.0/8 written as four numbers, ::1, localhost: names that cannot lead off this machine. */
static bool is_loopback(const char *host) {
  if (curl_strequal(host, "localhost") || strcmp(host, "[::1]") == 0) return true;
  int numbers = 0;
  for (const char *p = host;; p++) {
    int value = 0, digits = 0;
    bool octal = p[0] == '0' && p[1] >= '0' && p[1] <= '9'; /* what libcurl leaves of that kind is a name to look up */
    for (; *p >= '0' && *p <= '9' && digits < 4; p++, digits++) value = value * 10 + (*p - '0');
    if (octal || digits == 0 || digits > 3 || value > 255 || (numbers == 0 && value != 127)) return false;
    numbers++;
    if (*p != '.') return *p == '\0' && numbers == 4;
  }
}

static bool ends_with(const char *text, size_t len, const char *tail) {
  size_t tail_len = strlen(tail);
  return len >= tail_len && memcmp(text + len - tail_len, tail, tail_len) == 0;
}

static const char *check_origin(const char *scheme, const char *host) {
  if (strcmp(scheme, "https") == 0) return NULL;
  if (strcmp(scheme, "http") != 0) return "has to begin with https://";
  if (!is_loopback(host)) return "has to begin with https:// (http:// is for loopback hosts only: 127.0.0.1, [::1], localhost)";
  return NULL;
}

typedef struct {
  char *scheme, *host, *port, *path; /* libcurl's memory; NULL for a port that is not given */
} base_parts;

static const char *get_parts(CURLU *url, base_parts *parts) {
  CURLUcode code = curl_url_get(url, CURLUPART_SCHEME, &parts->scheme, 0);
  if (code == CURLUE_OK) code = curl_url_get(url, CURLUPART_HOST, &parts->host, 0);
  if (code == CURLUE_OK) code = curl_url_get(url, CURLUPART_PATH, &parts->path, 0);
  if (code == CURLUE_OK) code = curl_url_get(url, CURLUPART_PORT, &parts->port, 0);
  if (code == CURLUE_OUT_OF_MEMORY) return out_of_memory;
  return (code == CURLUE_OK || code == CURLUE_NO_PORT) && parts->host[0] != '\0' ? NULL : no_url;
}

static const char *add_base(fansly_buffer *out, const base_parts *parts) {
  static const char root[] = "/api/fansly";
  const char *path = parts->path;
  size_t path_len = strlen(path);
  while (path_len > 0 && path[path_len - 1] == '/') path_len--;
  bool ok = fansly_buffer_text(out, parts->scheme) && fansly_buffer_text(out, "://") && fansly_buffer_text(out, parts->host) &&
            (parts->port == NULL || (fansly_buffer_text(out, ":") && fansly_buffer_text(out, parts->port))) &&
            fansly_buffer_add(out, path, path_len) && (ends_with(path, path_len, root) || fansly_buffer_text(out, root));
  return ok ? NULL : out_of_memory;
}

static const char *read_base(fansly_buffer *out, CURLU *url, const char *text) {
  CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK) return code == CURLUE_OUT_OF_MEMORY ? out_of_memory : no_url;
  base_parts parts = {NULL, NULL, NULL, NULL};
  const char *problem = get_parts(url, &parts);
  if (problem == NULL) problem = check_origin(parts.scheme, parts.host);
  if (problem == NULL) problem = add_base(out, &parts);
  curl_free(parts.scheme);
  curl_free(parts.host);
  curl_free(parts.port);
  curl_free(parts.path);
  return problem;
}

const char *fansly_uri_base(fansly_buffer *out, const char *text, size_t len) {
  if (len == 0) return "is empty";
  for (size_t i = 0; i < len; i++) {
    if (text[i] <= ' ' || text[i] > '~') return "contains white space or characters beyond ASCII";
    if (text[i] == '\\') return "contains a backslash";
    /* not left to libcurl, which takes an empty query, fragment or user for none */
    if (text[i] == '@') return "must not contain a user or password; the key goes into api_key";
    if (text[i] == '?') return "must not contain a query (?...)";
    if (text[i] == '#') return "must not contain a fragment (#...)";
  }
  if (memchr(text, '%', len) != NULL) return "contains a percent sign";
  CURLU *url = curl_url();
  if (url == NULL) return out_of_memory;
  const char *problem = read_base(out, url, text);
  curl_url_cleanup(url);
  return problem;
}
