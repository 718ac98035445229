/* For host programs that have the module linked in. */
#ifndef FANSLY_PRELOAD_H
#define FANSLY_PRELOAD_H

#include <lauxlib.h>
#include <lua.h>

int luaopen_fansly_core(lua_State *L);

/* Has require find the module. [-0, +0] */
static inline void preload(lua_State *L) {
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "preload");
  lua_pushcfunction(L, luaopen_fansly_core);
  lua_setfield(L, -2, "fansly.core");
  lua_pop(L, 2);
}

#endif
