/* Moves over JSON text: strict RFC 8259, with a limit on depth. Builds nothing, so it knows no Lua.
 *
 * Each function begins at the first byte of what it is named after, with space before it passed over, and ends behind it. False: the
 * text is not JSON; the scan says why, and stands at the byte. */
#ifndef FANSLY_JSON_SCAN_H
#define FANSLY_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "json_wide.h"

#pragma GCC visibility push(hidden)

#define FANSLY_DEPTH_MAX 64
#define FANSLY_TOO_DEEP "nested deeper than 64 levels"
#define FANSLY_DIGITS_MAX 15 /* what a double holds of any integer */

typedef struct {
  const char *p, *end; /* a NUL has to stand at the end, which is not part of the text */
  const char *problem;
  bool too_deep;
} fansly_scan;

/* A number: digits that no double holds exactly, or NULL and a double. */
typedef struct {
  const char *digits;
  size_t len;
  double value;
} fansly_number;

/* Notes what is wrong here. Always false. */
bool fansly_scan_fail(fansly_scan *scan, const char *problem);

/* The same, unless the text is at its end: then that is what is wrong. */
bool fansly_scan_missing(fansly_scan *scan, const char *problem);

static inline const char *fansly_behind_space(const char *p) {
  if ((unsigned char)*p > ' ') return p; /* as nearly always */
  while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') p++;
  return p;
}

static inline void fansly_scan_space(fansly_scan *scan) {
  scan->p = fansly_behind_space(scan->p);
}

/* The same as fansly_scan_plain, for a byte that may be anything. */
bool fansly_scan_hard(fansly_scan *scan);

/* The value of a hex digit, -1 for anything else. */
static inline int fansly_hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Moves on to the end of a string, or to the next backslash in it, whichever comes first. Begins inside of the string. */
static inline bool fansly_scan_plain(fansly_scan *scan) {
  scan->p = fansly_skip_plain(scan->p, scan->end);
  return *scan->p == '"' || *scan->p == '\\' || fansly_scan_hard(scan);
}

/* What a letter behind a backslash stands for; 0 for none. */
extern const char fansly_escapes[256];

/* Behind a backslash: the up to four bytes of UTF-8 that it stands for; half a surrogate pair is U+FFFD. *len of them. */
bool fansly_scan_escape(fansly_scan *scan, char bytes[4], size_t *len);

/* The same as fansly_scan_number, for any number. */
bool fansly_scan_hard_number(fansly_scan *scan, fansly_number *number);

static inline bool fansly_scan_number(fansly_scan *scan, fansly_number *number) {
  bool negative = *scan->p == '-';
  const char *from = scan->p + negative, *p = from;
  uint64_t value = 0; /* wraps around where it is not used */
  for (; *p >= '0' && *p <= '9'; p++) value = value * 10 + (uint64_t)(*p - '0');
  size_t digits = (size_t)(p - from);
  bool whole = *p != '.' && *p != 'e' && *p != 'E', zeros = digits > 1 && *from == '0';
  if (!whole || zeros || digits == 0 || digits > FANSLY_DIGITS_MAX) return fansly_scan_hard_number(scan, number);
  scan->p = p;
  number->digits = NULL;
  number->value = negative && value != 0 ? -(double)value : (double)value; /* -0 is 0 in every Lua */
  return true;
}

/* `true`, `false` or `null`, given as a literal. */
static inline bool fansly_scan_word(fansly_scan *scan, const char *word) {
  size_t len = strlen(word);
  if ((size_t)(scan->end - scan->p) < len || memcmp(scan->p, word, len) != 0) {
    return fansly_scan_fail(scan, "a value that does not exist in JSON");
  }
  scan->p += len;
  return true;
}

/* The bracket that opens a list or an object at this depth, and the space behind it. */
static inline bool fansly_scan_open(fansly_scan *scan, int depth) {
  scan->too_deep = depth > FANSLY_DEPTH_MAX;
  if (scan->too_deep) return fansly_scan_fail(scan, FANSLY_TOO_DEEP);
  scan->p = fansly_behind_space(scan->p + 1);
  return true;
}

/* What separates a name from its value. */
static inline bool fansly_scan_colon(fansly_scan *scan) {
  const char *p = scan->p = fansly_behind_space(scan->p);
  if (*p != ':') return fansly_scan_fail(scan, "a colon is missing");
  scan->p = fansly_behind_space(p + 1);
  return true;
}

/* Behind a member: true with *more for a comma, true without for the bracket that closes. */
static inline bool fansly_scan_next(fansly_scan *scan, char closing, bool *more) {
  const char *p = scan->p = fansly_behind_space(scan->p);
  *more = *p == ',';
  if (!*more && *p != closing) return fansly_scan_missing(scan, "a comma or the end is missing");
  scan->p = fansly_behind_space(p + 1);
  return true;
}

/* Bytes of the character at p, 0 if it is not well-formed UTF-8. */
size_t fansly_utf8_length(const char *p, const char *end);

#pragma GCC visibility pop

#endif
