/* A growing run of bytes. All zero is an empty buffer; `data` is freed by its owner. */
#ifndef FANSLY_BUFFER_H
#define FANSLY_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a pure part answers for a problem where memory is out: Lua's own words for it, which the binding raises. */
#define FANSLY_NO_MEMORY "not enough memory"

typedef struct {
  char *data;
  size_t len, cap;
} fansly_buffer;

/* Makes room for `len` bytes in all, and a NUL behind them. Returns false, with the buffer as it was, when memory is out. */
static inline bool fansly_buffer_reserve(fansly_buffer *b, size_t len) {
  if (len < b->cap) return true;
  char *data = realloc(b->data, len + 1);
  if (data == NULL) return false;
  b->data = data;
  b->cap = len + 1;
  return true;
}

/* Appends `len` bytes and keeps a NUL behind them, which `len` does not count.
 * Returns false, with the buffer as it was, when memory is out. */
static inline bool fansly_buffer_add(fansly_buffer *b, const void *bytes, size_t len) {
  if (len >= SIZE_MAX / 2 - b->len) return false;
  size_t need = b->len + len;
  if (need >= b->cap && !fansly_buffer_reserve(b, b->cap * 2 > need ? b->cap * 2 : need)) return false;
  if (len > 0) memcpy(b->data + b->len, bytes, len);
  b->len += len;
  b->data[b->len] = '\0';
  return true;
}

static inline bool fansly_buffer_text(fansly_buffer *b, const char *text) {
  return fansly_buffer_add(b, text, strlen(text));
}

static inline void fansly_buffer_free(fansly_buffer *b) {
  free(b->data);
  *b = (fansly_buffer){0};
}

#endif
