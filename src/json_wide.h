/* Many bytes of text at a time: whether they are the same, and where a run of ASCII characters that stand for themselves ends, which are those that are no control
 * character, quote or backslash. Nothing is read from `end` on, so that a text needs no room behind it. */
#ifndef FANSLY_JSON_WIDE_H
#define FANSLY_JSON_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#pragma GCC visibility push(hidden)

/* How many of eight bytes, from the first on, are such characters. Where the first byte is not the lowest of a word, it answers 0 for
 * all but 8. */
static inline size_t fansly_plain_of_8(const char *p) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
  uint64_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  uint64_t quote = bytes ^ (ones * '"'), backslash = bytes ^ (ones * '\\');
  /* the top bit of a byte that was 0, or below 0x20, before something is taken away from it; those above it may be wrong */
  uint64_t special = ((quote - ones) | (backslash - ones) | (bytes - ones * 0x20) | bytes) & tops;
  if (special == 0) return 8;
#if defined __GNUC__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return (size_t)__builtin_ctzll(special) / 8;
#else
  return 0;
#endif
}

#ifdef __SSE2__
/* The bits of those of sixteen bytes that are no such characters. Bytes above ASCII are negative, so that one comparison finds them and
 * the control characters. */
static inline unsigned fansly_special_of_16(const char *p) {
  __m128i bytes = _mm_loadu_si128((const void *)p);
  __m128i outside = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
  __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  return (unsigned)_mm_movemask_epi8(_mm_or_si128(outside, marks));
}
#endif

/* Where the run ends, or less than eight bytes before `end`. */
static inline const char *fansly_skip_words(const char *p, const char *end) {
  for (size_t plain = 8; plain == 8 && end - p >= 8; p += plain) plain = fansly_plain_of_8(p);
  return p;
}

#ifdef __SSE2__
/* The same, apart from the code around the other loop. */
const char *fansly_skip_near_end(const char *p, const char *end);

/* The same. Most strings end within the first 32 bytes, so that there is no branch to be foretold wrong. */
static inline const char *fansly_skip_plain(const char *p, const char *end) {
  for (; end - p >= 32; p += 32) {
    unsigned special = fansly_special_of_16(p) | fansly_special_of_16(p + 16) << 16;
    if (special != 0) return p + __builtin_ctz(special);
  }
  return fansly_skip_near_end(p, end);
}
#else
#define fansly_skip_plain fansly_skip_words
#endif

#define FANSLY_SAME_ROOM 16

#ifdef __SSE2__
/* The bits of those of sixteen bytes that differ. */
static inline unsigned fansly_different_of_16(const char *a, const char *b) {
  __m128i left = _mm_loadu_si128((const void *)a), right = _mm_loadu_si128((const void *)b);
  return 0xffff ^ (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(left, right));
}
#endif

/* Whether `len` bytes at p are those of an earlier place of the same text, or of one that has FANSLY_SAME_ROOM bytes. */
static inline bool fansly_same(const char *p, const char *earlier, size_t len, const char *end) {
#ifdef __SSE2__
  if (len <= 16 && end - p >= 16) return (fansly_different_of_16(p, earlier) & ((1u << len) - 1)) == 0;
#endif
  return (size_t)(end - p) >= len && memcmp(p, earlier, len) == 0;
}

#pragma GCC visibility pop

#endif
