/* Lua 5.1 to 5.5 and LuaJIT from one source. The names are the module's own, since LuaJIT's 5.1 headers already have some of 5.2. */
#ifndef FANSLY_COMPAT_H
#define FANSLY_COMPAT_H

#include <lauxlib.h>
#include <lua.h>

#include "buffer.h"

#if LUA_VERSION_NUM >= 502
#define fansly_rawlen(L, index) lua_rawlen((L), (index))
#define fansly_setfuncs(L, list) luaL_setfuncs((L), (list), 0)
#else
#define fansly_rawlen(L, index) lua_objlen((L), (index))
/* Adds the functions to the table on top of the stack. */
static inline void fansly_setfuncs(lua_State *L, const luaL_Reg *list) {
  for (; list->name != NULL; list++) {
    lua_pushcfunction(L, list->func);
    lua_setfield(L, -2, list->name);
  }
}
#endif

#if LUA_VERSION_NUM >= 504
#define fansly_newuserdata(L, size) lua_newuserdatauv((L), (size), 0)
#else
#define fansly_newuserdata(L, size) lua_newuserdata((L), (size))
#endif

/* A whole number, as an integer where Lua has them. [-0, +1] */
static inline void fansly_pushwhole(lua_State *L, double value) {
#if LUA_VERSION_NUM >= 503
  lua_pushinteger(L, (lua_Integer)value);
#else
  lua_pushnumber(L, value);
#endif
}

/* Any number; a whole one as an integer where Lua has them. [-0, +1] */
static inline void fansly_pushnumber(lua_State *L, double value) {
  if (value > -1e15 && value < 1e15 && (double)(long long)value == value) fansly_pushwhole(L, value);
  else lua_pushnumber(L, value);
}

/* Raises Lua's own error for memory that is out, which has no position in front. */
static inline int fansly_no_memory(lua_State *L) {
  lua_pushliteral(L, FANSLY_NO_MEMORY);
  return lua_error(L);
}

/* Room for more values. The module needs little, so that memory is what lacks. [-0, +0] */
static inline void fansly_checkstack(lua_State *L, int count) {
  if (!lua_checkstack(L, count)) fansly_no_memory(L);
}

/* Field of a table without metamethods. [-0, +1] */
static inline void fansly_rawfield(lua_State *L, int table, const char *name) {
  if (table < 0 && table > LUA_REGISTRYINDEX) table += lua_gettop(L) + 1;
  lua_pushstring(L, name);
  lua_rawget(L, table);
}

#endif
