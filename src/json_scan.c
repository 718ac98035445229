#include "json_scan.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

bool fansly_scan_fail(fansly_scan *scan, const char *problem) {
  scan->problem = problem;
  return false;
}

bool fansly_scan_missing(fansly_scan *scan, const char *problem) {
  return fansly_scan_fail(scan, scan->p == scan->end ? "the text ends too early" : problem);
}

/* --- text --- */

static bool is_tail(const char *p, const char *end) {
  return p < end && ((unsigned char)*p & 0xc0) == 0x80;
}

/* Unicode 15, table 3-7 */
size_t fansly_utf8_length(const char *p, const char *end) {
  unsigned char c = (unsigned char)p[0];
  unsigned char next = p + 1 < end ? (unsigned char)p[1] : 0;
  if (c < 0x80) return 1;
  if (c < 0xc2 || c > 0xf4 || !is_tail(p + 1, end)) return 0;
  if (c < 0xe0) return 2;
  if ((c == 0xe0 && next < 0xa0) || (c == 0xed && next > 0x9f) || !is_tail(p + 2, end)) return 0;
  if (c < 0xf0) return 3;
  if ((c == 0xf0 && next < 0x90) || (c == 0xf4 && next > 0x8f) || !is_tail(p + 3, end)) return 0;
  return 4;
}

static size_t utf8_encode(unsigned code, char *out) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  size_t tails = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  static const unsigned char heads[] = {0, 0xc0, 0xe0, 0xf0};
  for (size_t i = tails; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3f));
  out[0] = (char)(heads[tails] | code);
  return tails + 1;
}

#ifdef __SSE2__
const char *fansly_skip_near_end(const char *p, const char *end) {
  return fansly_skip_words(p, end);
}
#endif

bool fansly_scan_hard(fansly_scan *scan) {
  const char *p = scan->p, *end = scan->end;
  for (;; p = fansly_skip_plain(p, end)) {
    scan->p = p;
    unsigned char c = (unsigned char)*p;
    if (c == '"' || c == '\\') return true;
    if (p == end) return fansly_scan_fail(scan, "the text ends inside a string");
    if (c < 0x20) return fansly_scan_fail(scan, "a control character in a string");
    size_t len = c < 0x80 ? 1 : fansly_utf8_length(p, end);
    if (len == 0) return fansly_scan_fail(scan, "bytes that are not UTF-8");
    p += len;
  }
}

/* Four hex digits; -1 if they are not there. */
static int scan_hex4(fansly_scan *scan) {
  int code = 0;
  for (int i = 0; i < 4; i++) {
    int digit = fansly_hex_digit(scan->p[i]); /* the NUL at the end is none */
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  scan->p += 4;
  return code;
}

/* Behind \u: the code point, with the second half of a pair when the first is there; -1 for bad digits. */
static int scan_code_point(fansly_scan *scan) {
  int code = scan_hex4(scan);
  if (code < 0xd800 || code > 0xdfff) return code;
  if (code < 0xdc00 && scan->p[0] == '\\' && scan->p[1] == 'u') {
    const char *back = scan->p;
    scan->p += 2;
    int low = scan_hex4(scan);
    if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    scan->p = back; /* a character of its own, or an error to be found when it is read */
  }
  return 0xfffd;
}

const char fansly_escapes[256] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};

bool fansly_scan_escape(fansly_scan *scan, char bytes[4], size_t *len) {
  static const char problem[] = "an escape that does not exist";
  char c = *scan->p, stands_for = fansly_escapes[(unsigned char)c];
  if (scan->p < scan->end) scan->p++;
  if (stands_for != 0) {
    bytes[0] = stands_for;
    *len = 1;
    return true;
  }
  int code = c == 'u' ? scan_code_point(scan) : -1;
  if (code < 0) return fansly_scan_fail(scan, problem);
  *len = utf8_encode((unsigned)code, bytes);
  return true;
}

/* --- numbers --- */

/* Whether the result of one operation is the double next to it; where it has more digits at first, as on x87, it is rounded twice. */
#if FLT_EVAL_METHOD == 0
#define ROUNDS_ONCE true
#else
#define ROUNDS_ONCE false
#endif

/* The double next to a literal, whatever decimal point the host's locale has. False: memory is out. */
static bool read_double(const char *text, size_t len, double *value) {
  fansly_buffer copy = {0};
  const char *point = memchr(text, '.', len);
  size_t whole = point != NULL ? (size_t)(point - text) : len;
  bool ok = fansly_buffer_add(&copy, text, whole);
  if (point != NULL)
    ok = ok && fansly_buffer_text(&copy, localeconv()->decimal_point) && fansly_buffer_add(&copy, point + 1, len - whole - 1);
  if (ok) *value = strtod(copy.data, NULL);
  fansly_buffer_free(&copy);
  return ok;
}

static size_t scan_digits(fansly_scan *scan, uint64_t *value) {
  const char *from = scan->p;
  for (; *scan->p >= '0' && *scan->p <= '9'; scan->p++) *value = *value * 10 + (uint64_t)(*scan->p - '0');
  return (size_t)(scan->p - from);
}

/* 0 where the part is not there. False: its digits are missing. */
static bool scan_fraction(fansly_scan *scan, uint64_t *value, size_t *fraction) {
  *fraction = 0;
  if (*scan->p != '.') return true;
  scan->p++;
  *fraction = scan_digits(scan, value);
  return *fraction > 0 || fansly_scan_fail(scan, "a decimal point without digits behind it");
}

static bool scan_exponent(fansly_scan *scan, bool *exponent) {
  *exponent = *scan->p == 'e' || *scan->p == 'E';
  if (!*exponent) return true;
  scan->p++;
  if (*scan->p == '+' || *scan->p == '-') scan->p++;
  uint64_t ignored = 0;
  return scan_digits(scan, &ignored) > 0 || fansly_scan_fail(scan, "an exponent without digits");
}

bool fansly_scan_hard_number(fansly_scan *scan, fansly_number *number) {
  static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char *from = scan->p;
  bool negative = *from == '-', exponent;
  if (negative) scan->p++;
  bool zero = *scan->p == '0';
  uint64_t value = 0; /* wraps around where it is not used */
  size_t fraction, digits = scan_digits(scan, &value);
  if (digits == 0) return fansly_scan_fail(scan, "a number without digits");
  if (zero && digits > 1) return fansly_scan_fail(scan, "a number with a leading zero");
  if (!scan_fraction(scan, &value, &fraction) || !scan_exponent(scan, &exponent)) return false;
  size_t len = (size_t)(scan->p - from);
  if (digits > FANSLY_DIGITS_MAX && fraction == 0 && !exponent) {
    *number = (fansly_number){.digits = from, .len = len};
    return true;
  }
  number->digits = NULL;
  if (digits + fraction <= FANSLY_DIGITS_MAX && !exponent && (fraction == 0 || ROUNDS_ONCE)) {
    /* digits and power are both exact doubles, so one division rounds right; and -0 is 0 in every Lua */
    double exact = fraction == 0 ? (double)value : (double)value / tens[fraction];
    number->value = negative && value != 0 ? -exact : exact;
    return true;
  }
  if (!read_double(from, len, &number->value)) return fansly_scan_fail(scan, FANSLY_NO_MEMORY);
  if (number->value == 0) number->value = 0;
  return !isinf(number->value) || fansly_scan_fail(scan, "a number that no double can hold");
}
