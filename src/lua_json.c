/* Bytes of an answer to Lua values in one pass.
 *
 * - null is an absent field in an object, and a null light userdata (the null of lua-cjson) in an array
 * - a whole number is an integer where Lua has integers; of more than 15 digits, a string of its digits
 * - the last of two equal keys counts */
#include "lua_reader.h"

#define HINT_MAX 32

/* --- text --- */

/* A string in the making. What does not fit into `bytes` goes into a buffer of Lua's, which costs more. */
typedef struct {
  lua_State *L;
  size_t len;
  char bytes[512];
  bool spilled;
  luaL_Buffer rest;
} draft;

static void spill(draft *d) {
  if (!d->spilled) luaL_buffinit(d->L, &d->rest);
  d->spilled = true;
  luaL_addlstring(&d->rest, d->bytes, d->len);
  d->len = 0;
}

static void add(draft *d, const char *text, size_t len) {
  if (len > sizeof d->bytes - d->len) spill(d);
  if (len > sizeof d->bytes) {
    luaL_addlstring(&d->rest, text, len);
  } else {
    memcpy(d->bytes + d->len, text, len);
    d->len += len;
  }
}

/* [-0, +1] */
static void push_draft(draft *d) {
  if (d->spilled) {
    spill(d);
    luaL_pushresult(&d->rest);
  } else {
    lua_pushlstring(d->L, d->bytes, d->len);
  }
}

/* A string with escapes, of which `from` to here has been seen: [-0, +1] */
static bool read_escaped(fansly_reader *r, const char *from) {
  draft d;
  d.L = r->L, d.len = 0, d.spilled = false;
  for (;;) {
    add(&d, from, (size_t)(r->scan.p - from));
    if (*r->scan.p++ == '"') break;
    char bytes[4];
    size_t len;
    if (!fansly_scan_escape(&r->scan, bytes, &len)) return false;
    add(&d, bytes, len);
    from = r->scan.p;
    if (!fansly_scan_plain(&r->scan)) return false;
  }
  push_draft(&d);
  return true;
}

/* Behind the opening quote: [-0, +1] */
static bool read_string(fansly_reader *r) {
  const char *from = r->scan.p;
  if (!fansly_scan_plain(&r->scan)) return false;
  if (*r->scan.p == '\\') return read_escaped(r, from);
  lua_pushlstring(r->L, from, (size_t)(r->scan.p - from));
  r->scan.p++;
  return true;
}

bool fansly_read_other_name(fansly_reader *r, fansly_reader_name *name) {
  fansly_scan *scan = &r->scan;
  if (*scan->p != '"') return fansly_scan_missing(scan, "a name in quotes is missing");
  const char *from = ++scan->p;
  *name = (fansly_reader_name){.number = FANSLY_NAME_NONE};
  if (!fansly_scan_plain(scan)) return false;
  name->pushed = *scan->p == '\\';
  if (name->pushed) return read_escaped(r, from);
  size_t len = (size_t)(scan->p++ - from);
  name->number = fansly_names_take(&r->names, from, len);
  fansly_name *known = &r->names.name[name->number];
  if (known->kept) return true;
  known->kept = true;
  known->wanted = r->selection != NULL && fansly_is_field(r->selection, from, len);
  lua_pushlstring(r->L, from, len);
  lua_replace(r->L, r->strings + (int)name->number);
  return true;
}

/* --- lists and objects --- */

static unsigned char hint_of(int count) {
  return (unsigned char)(count < HINT_MAX ? count : HINT_MAX);
}

/* [-0, +1] */
static bool read_array(fansly_reader *r, int depth, unsigned name) {
  if (!fansly_scan_open(&r->scan, depth)) return false;
  bool more = *r->scan.p != ']';
  lua_createtable(r->L, more ? r->names.name[name].elements : 0, 0);
  if (!more) return r->scan.p++, true;
  int count = 0;
  while (more) {
    if (!fansly_read_value(r, depth + 1, name)) return false;
    lua_rawseti(r->L, -2, ++count);
    if (!fansly_scan_next(&r->scan, ']', &more)) return false;
  }
  r->names.name[name].elements = hint_of(count);
  return true;
}

/* An earlier member of the same name goes; else nothing is set, since that would make room. */
bool fansly_read_null(fansly_reader *r) {
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

/* [-0, +1] */
static bool read_object(fansly_reader *r, int depth, unsigned name) {
  bool more;
  if (!fansly_open_object(r, depth, r->names.name[name].members, &more)) return false;
  if (!more) return true;
  int count = 0;
  for (; more; count++) {
    fansly_reader_name member;
    if (!fansly_read_name(r, &member)) return false;
    fansly_push_name(r, &member);
    if (!fansly_read_member(r, depth + 1, member.number) || !fansly_scan_next(&r->scan, '}', &more)) return false;
  }
  r->names.name[name].members = hint_of(count);
  return true;
}

/* [-0, +1] */
static bool read_number(fansly_reader *r) {
  fansly_number number;
  if (!fansly_scan_number(&r->scan, &number)) return false;
  if (number.digits != NULL) lua_pushlstring(r->L, number.digits, number.len);
  else fansly_pushnumber(r->L, number.value);
  return true;
}

bool fansly_read_value(fansly_reader *r, int depth, unsigned name) {
  lua_State *L = r->L;
  switch (*r->scan.p) {
  case '{': return read_object(r, depth, name);
  case '[': return read_array(r, depth, name);
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
  default: return fansly_scan_missing(&r->scan, "a value that does not exist in JSON");
  }
}

/* --- the whole --- */

fansly_json_result fansly_json_read(lua_State *L, const char *text, size_t len, const fansly_selection *selection) {
  fansly_reader r = {.scan = {.p = text, .end = text + len}, .L = L, .strings = lua_gettop(L) + 1};
  if (selection != NULL && selection->field_count > 0) r.selection = selection;
  fansly_names_clear(&r.names);
  /* at each depth a table, a name, and two copies of it; ten for the buffer that 5.1 puts on the stack */
  fansly_checkstack(L, FANSLY_NAMES_MAX + 4 * (FANSLY_DEPTH_MAX + 1) + 16);
  lua_settop(L, r.strings + FANSLY_NAMES_MAX - 1);
  fansly_scan_space(&r.scan);
  bool ok = r.selection != NULL ? fansly_read_part(&r) : fansly_read_value(&r, 1, FANSLY_NAME_NONE);
  if (ok) {
    fansly_scan_space(&r.scan);
    ok = r.scan.p == r.scan.end || fansly_scan_fail(&r.scan, "something stands behind the value");
  }
  if (ok) lua_replace(L, r.strings);
  lua_settop(L, ok ? r.strings : r.strings - 1);
  if (!ok) fansly_raise_memory(L, r.scan.problem);
  return (fansly_json_result){.problem = r.scan.problem, .offset = (size_t)(r.scan.p - text), .too_deep = r.scan.too_deep};
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
