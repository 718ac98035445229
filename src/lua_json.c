/* Bytes of an answer to Lua values in one pass.
 *
 * - null is an absent field in an object, and a null light userdata (the null of lua-cjson) in an array
 * - a whole number is an integer where Lua has integers; of more than 15 digits, a string of its digits
 * - the last of two equal keys counts
 *
 * Parts that are not wanted are checked like all others but not built. */
#include "json_scan.h"
#include "lua_core.h"

#define HINT_MAX 32
#define SLOTS 64
#define KEY_MAX 40

/* A name of a member: where it stands in the text, or its string on the stack where that has escapes. Its slot is a digest of it. */
typedef struct {
  const char *text;
  size_t len;
  unsigned slot;
  bool pushed;
} name;

typedef struct {
  fansly_scan scan;
  lua_State *L;
  const fansly_selection *selection;
  /* how many members the last object and the last list had that stood under a name of each slot: the next are likely to have as
   * many */
  unsigned char members[SLOTS], elements[SLOTS];
  /* names that came lately, so that most need no look into Lua's table of strings; their strings are on the stack, which keeps them */
  int keys;
  name key[SLOTS];
} reader;

/* Where places of lists go on from here: what is left of each, NULL for those that went elsewhere. */
typedef struct {
  const char *rest[FANSLY_PLACES_MAX];
} path;

static bool read_value(reader *r, int depth, unsigned slot);

/* --- text --- */

/* A string with escapes, of which `from` to here has been seen: [-0, +1] */
static bool read_escaped(reader *r, const char *from) {
  luaL_Buffer buffer;
  luaL_buffinit(r->L, &buffer);
  for (;;) {
    luaL_addlstring(&buffer, from, (size_t)(r->scan.p - from));
    if (*r->scan.p++ == '"') break;
    char bytes[4];
    size_t len;
    if (!fansly_scan_escape(&r->scan, bytes, &len)) return false;
    luaL_addlstring(&buffer, bytes, len);
    from = r->scan.p;
    if (!fansly_scan_plain(&r->scan)) return false;
  }
  luaL_pushresult(&buffer);
  return true;
}

/* Behind the opening quote: [-0, +1] */
static bool read_string(reader *r) {
  const char *from = r->scan.p;
  if (!fansly_scan_plain(&r->scan)) return false;
  if (*r->scan.p == '\\') return read_escaped(r, from);
  lua_pushlstring(r->L, from, (size_t)(r->scan.p - from));
  r->scan.p++;
  return true;
}

/* A name and the colon behind it: [-0, +1] where it is pushed, else [-0, +0] */
static bool read_name(reader *r, name *n) {
  fansly_scan *scan = &r->scan;
  if (*scan->p != '"') return fansly_scan_missing(scan, "a name in quotes is missing");
  n->text = ++scan->p;
  if (!fansly_scan_plain(scan)) return false;
  n->pushed = *scan->p == '\\';
  if (n->pushed) {
    if (!read_escaped(r, n->text)) return false;
    n->text = lua_tolstring(r->L, -1, &n->len);
  } else {
    n->len = (size_t)(scan->p++ - n->text);
  }
  n->slot = n->len == 0 ? 0 : ((unsigned)n->len * 7 + (unsigned char)n->text[0] + (unsigned char)n->text[n->len - 1] * 3u) % SLOTS;
  return fansly_scan_colon(scan);
}

/* The string of a name: [-0, +1], or nothing more where it is pushed already */
static void push_name(reader *r, const name *n) {
  if (n->pushed) return;
  if (n->len == 0 || n->len > KEY_MAX) {
    lua_pushlstring(r->L, n->text, n->len);
    return;
  }
  name *key = &r->key[n->slot];
  if (key->len == n->len && memcmp(key->text, n->text, n->len) == 0) {
    lua_pushvalue(r->L, r->keys + (int)n->slot);
    return;
  }
  lua_pushlstring(r->L, n->text, n->len);
  lua_pushvalue(r->L, -1);
  lua_replace(r->L, r->keys + (int)n->slot);
  *key = (name){.text = n->text, .len = n->len};
}

/* --- lists and objects --- */

static unsigned char hint_of(int count) {
  return (unsigned char)(count < HINT_MAX ? count : HINT_MAX);
}

/* [-0, +1] */
static bool read_array(reader *r, int depth, unsigned slot) {
  if (!fansly_scan_open(&r->scan, depth)) return false;
  bool more = *r->scan.p != ']';
  lua_createtable(r->L, more ? r->elements[slot] : 0, 0);
  if (!more) return r->scan.p++, true;
  int count = 0;
  while (more) {
    if (!read_value(r, depth + 1, slot)) return false;
    lua_rawseti(r->L, -2, ++count);
    if (!fansly_scan_next(&r->scan, ']', &more)) return false;
  }
  r->elements[slot] = hint_of(count);
  return true;
}

/* null as the value of the name on top. An earlier one of the same name goes; else nothing is set, since that would make room: [-1, +0] */
static bool read_null(reader *r) {
  if (!fansly_scan_word(&r->scan, "null")) return false;
  lua_pushvalue(r->L, -1);
  lua_rawget(r->L, -3);
  bool earlier = !lua_isnil(r->L, -1);
  lua_pop(r->L, 1);
  if (!earlier) return lua_pop(r->L, 1), true;
  lua_pushnil(r->L);
  lua_rawset(r->L, -3);
  return true;
}

/* The value of the name on top, into the object below it: [-1, +0] */
static bool read_member(reader *r, int depth, const name *n) {
  if (*r->scan.p == 'n') return read_null(r);
  if (!read_value(r, depth, n->slot)) return false;
  lua_rawset(r->L, -3);
  return true;
}

/* Opens an object and makes its table; false in *more for an empty one: [-0, +1] */
static bool open_object(reader *r, int depth, int members, bool *more) {
  if (!fansly_scan_open(&r->scan, depth)) return false;
  *more = *r->scan.p != '}';
  lua_createtable(r->L, 0, *more ? members : 0);
  if (!*more) r->scan.p++;
  return true;
}

/* [-0, +1] */
static bool read_object(reader *r, int depth, unsigned slot) {
  bool more;
  if (!open_object(r, depth, r->members[slot], &more)) return false;
  if (!more) return true;
  int count = 0;
  for (; more; count++) {
    name n;
    if (!read_name(r, &n)) return false;
    push_name(r, &n);
    if (!read_member(r, depth + 1, &n) || !fansly_scan_next(&r->scan, '}', &more)) return false;
  }
  r->members[slot] = hint_of(count);
  return true;
}

/* [-0, +1] */
static bool read_number(reader *r) {
  fansly_number number;
  if (!fansly_scan_number(&r->scan, &number)) return false;
  if (number.digits != NULL) lua_pushlstring(r->L, number.digits, number.len);
  else fansly_pushnumber(r->L, number.value);
  return true;
}

/* [-0, +1] */
static bool read_value(reader *r, int depth, unsigned slot) {
  lua_State *L = r->L;
  switch (*r->scan.p) {
  case '{': return read_object(r, depth, slot);
  case '[': return read_array(r, depth, slot);
  case '"': r->scan.p++; return read_string(r);
  case 't': lua_pushboolean(L, true); return fansly_scan_word(&r->scan, "true");
  case 'f': lua_pushboolean(L, false); return fansly_scan_word(&r->scan, "false");
  case 'n': lua_pushlightuserdata(L, NULL); return fansly_scan_word(&r->scan, "null");
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
  case '9': return read_number(r);
  default: return fansly_scan_value(&r->scan, depth); /* says what is wrong */
  }
}

/* --- a part of the document --- */

static bool is_wanted(const fansly_selection *s, const name *n) {
  for (int i = 0; i < s->field_count; i++) {
    if (s->field_lens[i] == n->len && memcmp(s->fields[i], n->text, n->len) == 0) return true;
  }
  return false;
}

/* An item with its wanted fields: [-0, +1] */
static bool read_item(reader *r, int depth) {
  if (*r->scan.p != '{') return read_value(r, depth, 0);
  bool more;
  if (!open_object(r, depth, r->selection->field_count, &more)) return false;
  while (more) {
    name n;
    if (!read_name(r, &n)) return false;
    if (is_wanted(r->selection, &n)) {
      push_name(r, &n);
      if (!read_member(r, depth + 1, &n)) return false;
    } else {
      if (n.pushed) lua_pop(r->L, 1);
      if (!fansly_scan_value(&r->scan, depth + 1)) return false;
    }
    if (!fansly_scan_next(&r->scan, '}', &more)) return false;
  }
  return true;
}

/* [-0, +1] */
static bool read_items(reader *r, int depth) {
  if (!fansly_scan_open(&r->scan, depth)) return false;
  lua_newtable(r->L);
  if (*r->scan.p == ']') return r->scan.p++, true;
  bool more = true;
  for (int i = 1; more; i++) {
    if (!read_item(r, depth + 1)) return false;
    lua_rawseti(r->L, -2, i);
    if (!fansly_scan_next(&r->scan, ']', &more)) return false;
  }
  return true;
}

/* How the places go on behind a name: whether a list of items is there, and whether any leads on. */
static void follow(const fansly_selection *s, const path *here, const name *n, path *next, bool *list, bool *on) {
  *list = *on = false;
  for (int i = 0; i < s->place_count; i++) {
    const char *rest = here->rest[i];
    bool leads = rest != NULL && strcspn(rest, ".") == n->len && memcmp(rest, n->text, n->len) == 0;
    next->rest[i] = leads && rest[n->len] == '.' ? rest + n->len + 1 : NULL;
    *list |= leads && rest[n->len] == '\0';
    *on |= next->rest[i] != NULL;
  }
}

/* An object that is read when somebody asks for it, as its text: [-0, +1] */
static bool read_later(reader *r, int depth) {
  const char *from = r->scan.p;
  if (!fansly_scan_value(&r->scan, depth)) return false;
  lua_pushlstring(r->L, from, (size_t)(r->scan.p - from));
  return true;
}

static bool is_later(const fansly_selection *s, const name *n) {
  return s->later != NULL && strlen(s->later) == n->len && memcmp(s->later, n->text, n->len) == 0;
}

static bool read_along(reader *r, const path *here, int depth);

/* A value beside the way to the items, or on it: [-0, +1] */
static bool read_beside(reader *r, const path *here, const name *n, int depth) {
  path next;
  bool list, on;
  follow(r->selection, here, n, &next, &list, &on);
  if (list && *r->scan.p == '[') return read_items(r, depth);
  if (on && *r->scan.p == '{') return read_along(r, &next, depth);
  if (is_later(r->selection, n) && *r->scan.p == '{') return read_later(r, depth);
  return read_value(r, depth, n->slot);
}

/* An object on the way to the items: [-0, +1] */
static bool read_along(reader *r, const path *here, int depth) {
  bool more;
  if (!open_object(r, depth, 0, &more)) return false;
  while (more) {
    name n;
    if (!read_name(r, &n)) return false;
    push_name(r, &n);
    if (*r->scan.p == 'n') {
      if (!read_null(r)) return false;
    } else {
      if (!read_beside(r, here, &n, depth + 1)) return false;
      lua_rawset(r->L, -3);
    }
    if (!fansly_scan_next(&r->scan, '}', &more)) return false;
  }
  return true;
}

/* [-0, +1] */
static bool read_document(reader *r) {
  const fansly_selection *s = r->selection;
  if (s == NULL || s->field_count == 0 || *r->scan.p != '{') return read_value(r, 1, 0);
  path from = {{NULL}};
  for (int i = 0; i < s->place_count; i++) from.rest[i] = s->places[i];
  return read_along(r, &from, 1);
}

fansly_json_result fansly_json_read(lua_State *L, const char *text, size_t len, const fansly_selection *selection) {
  reader r = {.scan = {.p = text, .end = text + len}, .L = L, .selection = selection, .keys = lua_gettop(L) + 1};
  /* at each depth a table, a name, and two copies of it; ten for the buffer that 5.1 puts on the stack */
  fansly_checkstack(L, SLOTS + 4 * (FANSLY_DEPTH_MAX + 1) + 16);
  lua_settop(L, r.keys + SLOTS - 1);
  fansly_scan_space(&r.scan);
  bool ok = read_document(&r);
  if (ok) {
    fansly_scan_space(&r.scan);
    ok = r.scan.p == r.scan.end || fansly_scan_fail(&r.scan, "something stands behind the value");
  }
  if (ok) lua_replace(L, r.keys);
  lua_settop(L, ok ? r.keys : r.keys - 1);
  if (!ok) fansly_raise_memory(L, r.scan.problem);
  return (fansly_json_result){.problem = r.scan.problem, .offset = (size_t)(r.scan.p - text), .too_deep = r.scan.too_deep};
}

/* --- what is wanted --- */

/* The strings of a list of `want`, left on the stack so that they stay: [-0, +count] */
static int push_strings(lua_State *L, int want, const char *field, int most) {
  fansly_rawfield(L, want, field);
  int count = lua_istable(L, -1) ? (int)fansly_rawlen(L, -1) : 0;
  int list = lua_gettop(L);
  if (count > most) luaL_error(L, "want.%s has more than %d entries", field, most);
  for (int i = 1; i <= count; i++) {
    lua_rawgeti(L, list, i);
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "want.%s[%d] is not a string", field, i);
  }
  lua_remove(L, list);
  return count;
}

void fansly_push_selection(lua_State *L, int want, fansly_selection *selection) {
  int base = lua_gettop(L);
  selection->place_count = push_strings(L, want, "items", FANSLY_PLACES_MAX);
  for (int i = 0; i < selection->place_count; i++) selection->places[i] = lua_tostring(L, base + 1 + i);
  base = lua_gettop(L);
  selection->field_count = push_strings(L, want, "fields", FANSLY_FIELDS_MAX);
  for (int i = 0; i < selection->field_count; i++) selection->fields[i] = lua_tolstring(L, base + 1 + i, &selection->field_lens[i]);
  fansly_rawfield(L, want, "flat");
  selection->flat = lua_toboolean(L, -1);
  lua_pop(L, 1);
  fansly_rawfield(L, want, "later");
  selection->later = lua_tostring(L, -1); /* as the other strings: `want` keeps it */
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
    size_t step = fansly_utf8_length(p, end);
    if (step == 0) break;
    p += step;
    len -= step;
  }
  lua_pushboolean(L, len == 0);
  return 1;
}

const luaL_Reg fansly_json_functions[] = {{"decode", decode}, {"is_utf8", is_utf8}, {NULL, NULL}};
