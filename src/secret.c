#include "secret.h"

#include <stdlib.h>
#include <string.h>

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
    *problem = "does not fit into memory";
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

void fansly_secret_redact(const fansly_secret *secret, char *text, size_t len) {
  if (secret->len < SHORTEST_TO_REDACT) return;
  for (size_t i = 0; len >= secret->len && i <= len - secret->len; i++) {
    if (memcmp(text + i, secret->text, secret->len) == 0) memset(text + i, '*', secret->len);
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
