#include "secret.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "json_scan.h"

#define SHORTEST_TO_REDACT 6

struct fansly_secret {
  size_t references;
  size_t len;
  char text[FANSLY_SECRET_MAX];
};

void fansly_wipe(void *bytes, size_t len) {
  volatile unsigned char *p = bytes;
  while (len-- > 0) *p++ = 0;
}

static const char *find_problem(const char *text, size_t len) {
  if (len == 0) return "is empty";
  if (len > FANSLY_SECRET_MAX) return "is longer than 512 characters";
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      return "contains white space; look for a line break or a blank that was copied with it";
    }
    if (c < 0x21 || c > 0x7e) return "contains a character that is not visible ASCII";
  }
  return NULL;
}

fansly_secret *fansly_secret_new(const char *text, size_t len, const char **problem) {
  *problem = find_problem(text, len);
  if (*problem != NULL) return NULL;
  fansly_secret *secret = calloc(1, sizeof *secret);
  if (secret == NULL) {
    *problem = FANSLY_NO_MEMORY;
    return NULL;
  }
  secret->references = 1;
  secret->len = len;
  memcpy(secret->text, text, len);
  return secret;
}

fansly_secret *fansly_secret_hold(fansly_secret *secret) {
  secret->references++;
  return secret;
}

void fansly_secret_drop(fansly_secret *secret) {
  if (secret == NULL || --secret->references > 0) return;
  fansly_wipe(secret, sizeof *secret);
  free(secret);
}

bool fansly_secret_matches(const fansly_secret *secret, const char *text, size_t len) {
  if (len != secret->len) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < len; i++) difference |= (unsigned char)(text[i] ^ secret->text[i]);
  return difference == 0;
}

/* Bytes in which a text, perhaps JSON, says one character: itself, behind a backslash, or as \u00XX. 0 if it says another, or ends. */
static size_t says(const char *text, size_t len, char c) {
  if (len > 0 && text[0] == c) return 1;
  if (len < 2 || text[0] != '\\') return 0;
  if (text[1] == c) return 2;
  if (len < 6 || text[1] != 'u' || text[2] != '0' || text[3] != '0') return 0;
  int high = fansly_hex_digit(text[4]), low = fansly_hex_digit(text[5]);
  return high >= 0 && low >= 0 && high * 16 + low == c ? 6 : 0;
}

/* Bytes at the beginning of a text that are the key, or that are its beginning when the text ends within it. */
static size_t key_length(const fansly_secret *secret, const char *text, size_t len) {
  size_t used = 0;
  for (size_t i = 0; i < secret->len; i++) {
    size_t step = says(text + used, len - used, secret->text[i]);
    if (step == 0) return used == len && i >= SHORTEST_TO_REDACT ? used : 0;
    used += step;
  }
  return used;
}

void fansly_secret_redact(const fansly_secret *secret, char *text, size_t len) {
  if (secret->len < SHORTEST_TO_REDACT) return;
  for (size_t i = 0; i < len; i++) {
    size_t used = key_length(secret, text + i, len - i);
    memset(text + i, '*', used);
  }
}

char *fansly_secret_header(const fansly_secret *secret) {
  static const char name[] = "x-api-key: ";
  char *line = malloc(sizeof name + secret->len);
  if (line == NULL) return NULL;
  memcpy(line, name, sizeof name - 1);
  memcpy(line + sizeof name - 1, secret->text, secret->len);
  line[sizeof name - 1 + secret->len] = '\0';
  return line;
}
