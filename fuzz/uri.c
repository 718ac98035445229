/* Targets and base URLs: what is accepted has the shape it should have.
 *
 * The input is parts that are parted by NUL bytes. A first part that begins with `/`: a template, then names and values in turn, of
 * path parameters up to an empty name, and behind it of the query. Anything else: a base URL. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "../src/uri.h"

#define PARTS 64
/* assert has no effect in an optimised build */
#define CHECK(holds) ((holds) ? (void)0 : complain(#holds, __LINE__))
#define ROOT "/api/fansly"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void complain(const char *what, int line) {
  fprintf(stderr, "fuzz/uri.c:%d: %s does not hold\n", line, what);
  abort();
}

typedef struct {
  const char *text;
  size_t len;
} part;

static size_t split(const char *text, size_t size, part *parts) {
  size_t count = 0;
  for (const char *end = text + size; text <= end && count < PARTS;) {
    const char *nul = memchr(text, '\0', (size_t)(end - text));
    if (nul == NULL) nul = end;
    parts[count++] = (part){text, (size_t)(nul - text)};
    text = nul + 1;
  }
  return count;
}

static bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

/* The length of the segment that begins at p. */
static size_t segment(const char *p, const char *end) {
  const char *q = p;
  while (q < end && *q != '/' && *q != '?') q++;
  return (size_t)(q - p);
}

/* Each segment is the template's own, or an id in the place of a name. */
static const char *check_path(const char *p, const char *end, part template) {
  const char *t = template.text, *t_end = t + template.len;
  while (t < t_end) {
    CHECK(p < end && *p == '/' && *t == '/');
    size_t len = segment(++p, end), t_len = 0;
    for (t++; t + t_len < t_end && t[t_len] != '/';) t_len++;
    bool name = t_len >= 2 && t[0] == '{' && t[t_len - 1] == '}';
    CHECK(name ? fansly_is_id(p, len) : len == t_len && memcmp(p, t, len) == 0);
    CHECK(len > 0 && !(len == 1 && *p == '.') && !(len == 2 && p[0] == '.' && p[1] == '.'));
    p += len, t += t_len;
  }
  return p;
}

static int digit(char c) {
  CHECK((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
  return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* A text that was percent-encoded is the same when it is decoded. */
static const char *check_encoded(const char *p, const char *end, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    CHECK(p < end);
    if (*p == '%') {
      CHECK(end - p >= 3 && (char)(digit(p[1]) * 16 + digit(p[2])) == text[i] && !is_plain(text[i]));
      p += 3;
    } else {
      CHECK(is_plain(*p) && *p == text[i]);
      p++;
    }
  }
  return p;
}

static void check_target(const part *parts, size_t count) {
  fansly_pair pairs[PARTS];
  size_t i = 1, all = 0;
  for (; i + 1 < count && parts[i].len > 0; i += 2)
    pairs[all++] = (fansly_pair){parts[i].text, parts[i + 1].text, parts[i].len, parts[i + 1].len};
  size_t params = all;
  for (i++; i + 1 < count; i += 2) pairs[all++] = (fansly_pair){parts[i].text, parts[i + 1].text, parts[i].len, parts[i + 1].len};
  fansly_buffer out = {0};
  const char *field;
  size_t field_len;
  const char *problem =
      fansly_uri_target(&out, parts[0].text, parts[0].len, pairs, params, pairs + params, all - params, &field, &field_len);
  if (problem == NULL) {
    const char *end = out.data + out.len, *p = check_path(out.data, end, parts[0]);
    for (size_t q = params; q < all; q++) {
      CHECK(p < end && *p == (q == params ? '?' : '&'));
      p = check_encoded(p + 1, end, pairs[q].name, pairs[q].name_len);
      CHECK(p < end && *p == '=');
      p = check_encoded(p + 1, end, pairs[q].value, pairs[q].value_len);
    }
    CHECK(p == end);
  }
  fansly_buffer_free(&out);
}

static bool is_loopback(const char *host, size_t len) {
  char name[64] = {0};
  struct in_addr address;
  if (len >= sizeof name) return false;
  memcpy(name, host, len);
  if (strcasecmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0) return true;
  return inet_pton(AF_INET, name, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

static void check_base(const char *text, size_t len) {
  fansly_buffer out = {0}, again = {0};
  if (fansly_uri_base(&out, text, len) == NULL) {
    bool https = strncmp(out.data, "https://", 8) == 0;
    CHECK(https || strncmp(out.data, "http://", 7) == 0);
    CHECK(strpbrk(out.data, "@?# \t\r\n\\") == NULL && strlen(out.data) == out.len);
    const char *host = out.data + (https ? 8 : 7);
    size_t host_len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    CHECK(host_len > 0 && (https || is_loopback(host, host_len)));
    CHECK(out.len > strlen(ROOT) && strcmp(out.data + out.len - strlen(ROOT), ROOT) == 0);
    CHECK(fansly_uri_base(&again, out.data, out.len) == NULL && strcmp(out.data, again.data) == 0);
  }
  fansly_buffer_free(&out);
  fansly_buffer_free(&again);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
  part parts[PARTS];
  char *text = malloc(size + 1); /* as strings of Lua, with a NUL behind them */
  if (text == NULL) return 0;
  memcpy(text, data, size);
  text[size] = '\0';
  size_t count = split(text, size, parts);
  if (count > 0 && parts[0].len > 0 && parts[0].text[0] == '/') check_target(parts, count);
  else check_base(text, size);
  free(text);
  return 0;
}
