/* Bytes of an answer to Lua values in one pass: strict RFC 8259, with a limit on depth.
 *
 * - null is an absent field in an object, and a null light userdata (the null of lua-cjson) in an array
 * - a whole number is an integer where Lua has integers; of more than 15 digits, a string of its digits
 * - the last of two equal keys counts
 * - half a surrogate pair, which no UTF-8 can say, becomes U+FFFD
 *
 * Parts that are not wanted are checked like all others but not built. */
#include <locale.h>
#include <math.h>
#include <stdio.h>

#include "lua_core.h"

#define DIGITS_MAX 15 /* what a double holds of any integer */
#define HINT_MAX 32

typedef struct {
  lua_State *L;
  const char *start, *p, *end;
  const fansly_selection *selection;
  fansly_json_result result;
  unsigned char size_hint[FANSLY_DEPTH_MAX + 1]; /* fields that an object of each depth is likely to have */
} reader;

/* How a value is to be read: whether to build it, and which places of lists may lie in it. */
typedef struct {
  bool build;
  bool list; /* a list here holds the items */
  bool item; /* this is one of them */
  int depth;
  const char *rest[FANSLY_PLACES_MAX]; /* what is left of each place that leads here, NULL for those that do not */
} mode;

static bool read_value(reader *r, mode m);

static bool fail(reader *r, const char *problem) {
  r->result.problem = problem;
  r->result.offset = (size_t)(r->p - r->start);
  return false;
}

static void skip_space(reader *r) {
  while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t')) r->p++;
}

static bool at(const reader *r, char c) {
  return r->p < r->end && *r->p == c;
}

/* --- text --- */

static bool is_tail(const char *p, const char *end) {
  return p < end && ((unsigned char)*p & 0xc0) == 0x80;
}

/* Bytes of the character that begins at p, 0 if it is not well-formed UTF-8 (Unicode 15, table 3-7). */
static size_t utf8_length(const char *p, const char *end) {
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

/* Four hex digits; -1 if they are not there. */
static int read_hex4(reader *r) {
  int code = 0;
  if (r->end - r->p < 4) return -1;
  for (int i = 0; i < 4; i++) {
    char c = r->p[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  r->p += 4;
  return code;
}

/* Behind \u: the code point, with the second half of a pair when the first is there; -1 for bad digits. */
static int read_code_point(reader *r) {
  int code = read_hex4(r);
  if (code < 0xd800 || code > 0xdfff) return code;
  if (code < 0xdc00 && r->end - r->p >= 6 && r->p[0] == '\\' && r->p[1] == 'u') {
    const char *back = r->p;
    r->p += 2;
    int low = read_hex4(r);
    if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    r->p = back; /* a character of its own, or an error to be found when it is read */
  }
  return 0xfffd;
}

/* Behind a backslash: up to four bytes into out; 0 for an escape that does not exist. */
static size_t read_escape(reader *r, char *out) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (r->p == r->end) return 0;
  char c = *r->p++;
  if (c == 'u') {
    int code = read_code_point(r);
    return code < 0 ? 0 : utf8_encode((unsigned)code, out);
  }
  const char *name = c == '\0' ? NULL : strchr(names, c);
  if (name == NULL) return 0;
  out[0] = values[name - names];
  return 1;
}

/* Moves over characters that stand for themselves. False at a byte that no string may hold. */
static bool skip_plain(reader *r) {
  while (r->p < r->end && *r->p != '"' && *r->p != '\\') {
    unsigned char c = (unsigned char)*r->p;
    if (c < 0x20) return fail(r, "a control character in a string");
    size_t len = c < 0x80 ? 1 : utf8_length(r->p, r->end);
    if (len == 0) return fail(r, "bytes that are not UTF-8");
    r->p += len;
  }
  return r->p < r->end || fail(r, "the text ends inside a string");
}

static bool skip_string(reader *r) {
  char scratch[4];
  for (;;) {
    if (!skip_plain(r)) return false;
    if (*r->p++ == '"') return true;
    if (read_escape(r, scratch) == 0) return fail(r, "an escape that does not exist");
  }
}

/* A string with escapes, of which `from` to r->p has been seen: [-0, +1] */
static bool read_escaped(reader *r, const char *from) {
  luaL_Buffer buffer;
  luaL_buffinit(r->L, &buffer);
  for (;;) {
    luaL_addlstring(&buffer, from, (size_t)(r->p - from));
    if (*r->p++ == '"') break;
    char bytes[4];
    size_t len = read_escape(r, bytes);
    if (len == 0) return fail(r, "an escape that does not exist");
    luaL_addlstring(&buffer, bytes, len);
    from = r->p;
    if (!skip_plain(r)) return false;
  }
  luaL_pushresult(&buffer);
  return true;
}

/* Behind the opening quote. Built: [-0, +1] */
static bool read_string(reader *r, bool build) {
  if (!build) return skip_string(r);
  const char *from = r->p;
  if (!skip_plain(r)) return false;
  if (*r->p == '\\') return read_escaped(r, from);
  lua_pushlstring(r->L, from, (size_t)(r->p - from));
  r->p++;
  return true;
}

/* --- numbers --- */

/* The double next to a literal, whatever decimal point the host's locale has. */
static double read_double(lua_State *L, const char *text, size_t len) {
  const char *point = localeconv()->decimal_point;
  size_t point_len = strlen(point), room = len + point_len + 1;
  char small[64];
  char *copy = room <= sizeof small ? small : fansly_newuserdata(L, room);
  size_t n = 0;
  for (size_t i = 0; i < len; i++) {
    size_t step = text[i] == '.' ? point_len : 1;
    memcpy(copy + n, text[i] == '.' ? point : text + i, step);
    n += step;
  }
  copy[n] = '\0';
  double value = strtod(copy, NULL);
  if (copy != small) lua_pop(L, 1);
  return value;
}

static int skip_digits(reader *r) {
  const char *from = r->p;
  while (r->p < r->end && *r->p >= '0' && *r->p <= '9') r->p++;
  return r->p - from > 1000 ? 1001 : (int)(r->p - from);
}

/* Moves over a number; *digits of its whole part, *fraction of its fraction, *exponent tells of an e. */
static bool scan_number(reader *r, int *digits, int *fraction, bool *exponent) {
  if (at(r, '-')) r->p++;
  bool zero = at(r, '0');
  *digits = skip_digits(r);
  if (*digits == 0) return fail(r, "a number without digits");
  if (zero && *digits > 1) return fail(r, "a number with a leading zero");
  *fraction = 0;
  if (at(r, '.')) {
    r->p++;
    *fraction = skip_digits(r);
    if (*fraction == 0) return fail(r, "a decimal point without digits behind it");
  }
  *exponent = at(r, 'e') || at(r, 'E');
  if (*exponent) {
    r->p++;
    if (at(r, '+') || at(r, '-')) r->p++;
    if (skip_digits(r) == 0) return fail(r, "an exponent without digits");
  }
  return true;
}

/* Up to 15 digits and a fraction within them: both are exact doubles, so one division rounds right. */
static double small_decimal(const char *text, const char *end, int fraction) {
  static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  double value = 0;
  bool negative = *text == '-';
  for (const char *p = text + negative; p < end; p++) {
    if (*p != '.') value = value * 10 + (*p - '0');
  }
  value /= tens[fraction];
  return negative ? -value : value;
}

/* Built: [-0, +1] */
static bool read_number(reader *r, bool build) {
  const char *from = r->p;
  int digits, fraction;
  bool exponent;
  if (!scan_number(r, &digits, &fraction, &exponent)) return false;
  size_t len = (size_t)(r->p - from);
  if (digits > DIGITS_MAX && fraction == 0 && !exponent) {
    if (build) lua_pushlstring(r->L, from, len);
    return true;
  }
  bool small = digits + fraction <= DIGITS_MAX && !exponent;
  if (small && !build) return true;
  double value = small ? small_decimal(from, r->p, fraction) : read_double(r->L, from, len);
  if (isinf(value)) return fail(r, "a number that no double can hold");
  if (build) fansly_pushnumber(r->L, value == 0 ? 0 : value); /* -0 is 0 in every Lua */
  return true;
}

/* --- words --- */

static bool read_word(reader *r, const char *word) {
  size_t len = strlen(word);
  if ((size_t)(r->end - r->p) < len || memcmp(r->p, word, len) != 0) return fail(r, "a value that does not exist in JSON");
  r->p += len;
  return true;
}

/* Built: [-0, +1] */
static bool read_boolean(reader *r, bool build, bool value) {
  if (!read_word(r, value ? "true" : "false")) return false;
  if (build) lua_pushboolean(r->L, value);
  return true;
}

/* --- lists and objects --- */

static bool enter(reader *r, mode m) {
  if (m.depth > FANSLY_DEPTH_MAX) {
    r->result.too_deep = true;
    return fail(r, "nested deeper than 64 levels");
  }
  r->p++;
  skip_space(r);
  fansly_checkstack(r->L, 16); /* 5.1's luaL_Buffer alone may take ten */
  return true;
}

/* Behind a member: true with *more for a comma, true without for the end. */
static bool next_member(reader *r, char closing, bool *more) {
  skip_space(r);
  *more = at(r, ',');
  if (!*more && !at(r, closing)) return fail(r, r->p == r->end ? "the text ends too early" : "a comma or the end is missing");
  r->p++;
  skip_space(r);
  return true;
}

/* Built: [-0, +1] */
static bool read_array(reader *r, mode m) {
  if (!enter(r, m)) return false;
  if (m.build) lua_newtable(r->L);
  if (at(r, ']')) return r->p++, true;
  mode element = {.build = m.build, .item = m.list, .depth = m.depth + 1};
  bool more = true;
  for (int i = 1; more; i++) {
    if (!read_value(r, element)) return false;
    if (m.build) lua_rawseti(r->L, -2, i);
    if (!next_member(r, ']', &more)) return false;
  }
  return true;
}

static bool is_wanted(const fansly_selection *s, const char *key, size_t len) {
  for (int i = 0; i < s->field_count; i++) {
    if (s->field_lens[i] == len && memcmp(s->fields[i], key, len) == 0) return true;
  }
  return false;
}

/* How the value of a key is to be read, when the object around it is built by m. */
static mode mode_of_member(const reader *r, mode m, const char *key, size_t len) {
  mode member = {.build = true, .depth = m.depth + 1};
  if (m.item && r->selection->field_count > 0) {
    member.build = is_wanted(r->selection, key, len);
    return member;
  }
  for (int i = 0; r->selection != NULL && i < r->selection->place_count; i++) {
    const char *rest = m.rest[i];
    if (rest == NULL || strcspn(rest, ".") != len || memcmp(rest, key, len) != 0) continue;
    if (rest[len] == '\0') member.list = true;
    else member.rest[i] = rest + len + 1;
  }
  return member;
}

/* The value of a key that is on the stack, into the object below it: [-1, +0] when built */
static bool read_member(reader *r, mode m) {
  if (!m.build) return read_value(r, m);
  if (at(r, 'n')) {
    if (!read_word(r, "null")) return false;
    lua_pushvalue(r->L, -1);
    lua_rawget(r->L, -3);
    bool earlier = !lua_isnil(r->L, -1);
    lua_pop(r->L, 1);
    if (!earlier) return lua_pop(r->L, 1), true; /* setting nil would still make room for the key */
    lua_pushnil(r->L);
  } else if (!read_value(r, m)) {
    return false;
  }
  lua_rawset(r->L, -3);
  return true;
}

/* A key, a colon and a value. */
static bool read_pair(reader *r, mode m) {
  if (!at(r, '"')) return fail(r, r->p == r->end ? "the text ends too early" : "a name in quotes is missing");
  r->p++;
  if (!read_string(r, m.build)) return false;
  mode member = {.depth = m.depth + 1};
  if (m.build) {
    size_t len;
    const char *key = lua_tolstring(r->L, -1, &len);
    member = mode_of_member(r, m, key, len);
    if (!member.build) lua_pop(r->L, 1);
  }
  skip_space(r);
  if (!at(r, ':')) return fail(r, "a colon is missing");
  r->p++;
  skip_space(r);
  return read_member(r, member);
}

/* Built: [-0, +1] */
static bool read_object(reader *r, mode m) {
  if (!enter(r, m)) return false;
  unsigned char *hint = &r->size_hint[m.depth];
  bool empty = at(r, '}');
  if (m.build) lua_createtable(r->L, 0, empty ? 0 : *hint);
  if (empty) return r->p++, true;
  bool more = true;
  int count = 0;
  for (; more; count++) {
    if (!read_pair(r, m)) return false;
    if (!next_member(r, '}', &more)) return false;
  }
  /* it sinks again, so that one large object does not make room in all the small ones that follow */
  if (count > *hint) *hint = (unsigned char)(count < HINT_MAX ? count : HINT_MAX);
  else if (count < *hint) --*hint;
  return true;
}

/* Built: [-0, +1] */
static bool read_value(reader *r, mode m) {
  if (r->p == r->end) return fail(r, "the text ends too early");
  switch (*r->p) {
  case '{': return read_object(r, m);
  case '[': return read_array(r, m);
  case '"': r->p++; return read_string(r, m.build);
  case 't': return read_boolean(r, m.build, true);
  case 'f': return read_boolean(r, m.build, false);
  case 'n':
    if (!read_word(r, "null")) return false;
    if (m.build) lua_pushlightuserdata(r->L, NULL);
    return true;
  case '-':
  case '0':
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
  case '6':
  case '7':
  case '8':
  case '9': return read_number(r, m.build);
  default: return fail(r, "a value that does not exist in JSON");
  }
}

fansly_json_result fansly_json_read(lua_State *L, const char *text, size_t len, const fansly_selection *selection) {
  reader r = {.L = L, .start = text, .p = text, .end = text + len, .selection = selection};
  mode m = {.build = true, .depth = 1};
  for (int i = 0; selection != NULL && i < selection->place_count; i++) m.rest[i] = selection->places[i];
  int top = lua_gettop(L);
  fansly_checkstack(L, 8);
  skip_space(&r);
  if (read_value(&r, m)) {
    skip_space(&r);
    if (r.p == r.end) return r.result;
    fail(&r, "something stands behind the value");
  }
  lua_settop(L, top);
  return r.result;
}

/* --- for Lua --- */

/* core.decode(text) -> value | nil, problem, offset (bytes before the fault), too deep */
static int decode(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  fansly_json_result result = fansly_json_read(L, text, len, NULL);
  if (result.problem == NULL) return 1;
  lua_pushnil(L);
  lua_pushstring(L, result.problem);
  fansly_pushwhole(L, (double)result.offset);
  lua_pushboolean(L, result.too_deep);
  return 4;
}

/* core.is_utf8(text) -> boolean */
static int is_utf8(lua_State *L) {
  size_t len;
  const char *p = luaL_checklstring(L, 1, &len);
  for (const char *end = p + len; p < end;) {
    size_t step = utf8_length(p, end);
    if (step == 0) break;
    p += step;
    len -= step;
  }
  lua_pushboolean(L, len == 0);
  return 1;
}

const luaL_Reg fansly_json_functions[] = {{"decode", decode}, {"is_utf8", is_utf8}, {NULL, NULL}};
