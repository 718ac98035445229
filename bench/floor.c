/* The least that tables and strings of a value cost through Lua's API: they are made from a tape on which their sizes and bytes stand
 * ready, so that nothing is read. floor.tape(value) -> number of its tape, floor.make(number) -> value
 *
 * Tapes are kept apart from Lua's memory, as its collector works less often where it holds more. */
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (1 << 20)
#define NAMES 128
#define TAPES 64

enum { OBJECT, LIST, TEXT, NUMBER, YES, NO, NOTHING };

typedef struct {
  size_t len;
  int names;
  char bytes[ROOM];
} tape;

static char *tapes[TAPES];
static int tape_count;

static void put(lua_State *L, tape *t, const void *bytes, size_t len) {
  if (len > ROOM - t->len) luaL_error(L, "the tape is full");
  memcpy(t->bytes + t->len, bytes, len);
  t->len += len;
}

static void put_int(lua_State *L, tape *t, int value) {
  put(L, t, &value, sizeof value);
}

static int get_int(const char **p) {
  int value;
  memcpy(&value, *p, sizeof value);
  *p += sizeof value;
  return value;
}

/* The number of the name on top; the table at 2 has those so far: [-0, +0] */
static int name_number(lua_State *L, tape *t) {
  lua_pushvalue(L, -1);
  lua_rawget(L, 2);
  int number = (int)lua_tointeger(L, -1);
  lua_pop(L, 1);
  if (number > 0) return number;
  if (++t->names > NAMES) luaL_error(L, "too many names");
  lua_pushvalue(L, -1);
  lua_pushinteger(L, t->names);
  lua_rawset(L, 2);
  return t->names;
}

static void put_text(lua_State *L, tape *t, int index) {
  size_t len;
  const char *text = lua_tolstring(L, index, &len);
  put_int(L, t, (int)len);
  put(L, t, text, len);
}

static void put_value(lua_State *L, tape *t);

/* Counts and writes the members of the table on top: [-0, +0] */
static void put_table(lua_State *L, tape *t) {
  int count = 0;
  lua_rawgeti(L, -1, 1);
  int is_list = !lua_isnil(L, -1);
  lua_pop(L, 1);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) count++;
  put_int(L, t, is_list ? LIST : OBJECT);
  put_int(L, t, count);
  for (int i = 1; is_list && i <= count; i++) {
    lua_rawgeti(L, -1, i);
    put_value(L, t);
    lua_pop(L, 1);
  }
  if (is_list) return;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    lua_pushvalue(L, -2);
    put_int(L, t, name_number(L, t));
    put_text(L, t, -1);
    lua_pop(L, 1);
    put_value(L, t);
  }
}

/* The value on top: [-0, +0] */
static void put_value(lua_State *L, tape *t) {
  luaL_checkstack(L, 8, NULL);
  double number;
  switch (lua_type(L, -1)) {
  case LUA_TTABLE: put_table(L, t); break;
  case LUA_TSTRING:
    put_int(L, t, TEXT);
    put_text(L, t, -1);
    break;
  case LUA_TNUMBER:
    number = lua_tonumber(L, -1);
    put_int(L, t, NUMBER);
    put(L, t, &number, sizeof number);
    break;
  case LUA_TBOOLEAN: put_int(L, t, lua_toboolean(L, -1) ? YES : NO); break;
  default: put_int(L, t, NOTHING);
  }
}

static int to_tape(lua_State *L) {
  static tape t;
  lua_settop(L, 1);
  lua_newtable(L);
  t.len = 0;
  t.names = 0;
  lua_pushvalue(L, 1);
  put_value(L, &t);
  char *copy = tape_count < TAPES ? malloc(t.len) : NULL;
  if (copy == NULL) return luaL_error(L, "no room for another tape");
  tapes[tape_count++] = memcpy(copy, t.bytes, t.len);
  lua_pushinteger(L, tape_count);
  return 1;
}

static void push_number(lua_State *L, const char **p) {
  double number;
  memcpy(&number, *p, sizeof number);
  *p += sizeof number;
  if ((double)(long long)number == number) lua_pushinteger(L, (lua_Integer)number);
  else lua_pushnumber(L, number);
}

/* The name with this number, whose string is kept on the stack behind the tape: [-0, +1] */
static void push_name(lua_State *L, const char **p, char *known) {
  int number = get_int(p), len = get_int(p);
  const char *text = *p;
  *p += len;
  if (!known[number]) {
    known[number] = 1;
    lua_pushlstring(L, text, (size_t)len);
    lua_replace(L, 1 + number);
  }
  lua_pushvalue(L, 1 + number);
}

static void push_value(lua_State *L, const char **p, char *known) {
  int kind = get_int(p), count;
  switch (kind) {
  case OBJECT:
    count = get_int(p);
    lua_createtable(L, 0, count);
    for (; count > 0; count--) {
      push_name(L, p, known);
      push_value(L, p, known);
      lua_rawset(L, -3);
    }
    break;
  case LIST:
    count = get_int(p);
    lua_createtable(L, count, 0);
    for (int i = 1; i <= count; i++) {
      push_value(L, p, known);
      lua_rawseti(L, -2, i);
    }
    break;
  case TEXT:
    count = get_int(p);
    lua_pushlstring(L, *p, (size_t)count);
    *p += count;
    break;
  case NUMBER: push_number(L, p); break;
  case NOTHING: lua_pushlightuserdata(L, NULL); break;
  default: lua_pushboolean(L, kind == YES);
  }
}

static int from_tape(lua_State *L) {
  int number = (int)luaL_checkinteger(L, 1);
  luaL_argcheck(L, number >= 1 && number <= tape_count, 1, "no tape");
  const char *p = tapes[number - 1];
  char known[NAMES + 1] = {0};
  luaL_checkstack(L, NAMES + 256, NULL);
  lua_settop(L, 1 + NAMES);
  push_value(L, &p, known);
  return 1;
}

int luaopen_floor(lua_State *L) {
  lua_newtable(L);
  lua_pushcfunction(L, to_tape);
  lua_setfield(L, -2, "tape");
  lua_pushcfunction(L, from_tape);
  lua_setfield(L, -2, "make");
  return 1;
}
