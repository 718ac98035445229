/* All of the module in package.preload. FANSLY_LUA_FILES is a list that embed/lua_files.cmake writes from lua/. */
#include "fansly.h"

#include <lauxlib.h>
#include <stddef.h>

typedef struct {
  const char *module, *chunk;
  const unsigned char *text;
  size_t size;
} lua_file;

#include FANSLY_LUA_FILES

/* What require calls with the name of the module: [-n, +1] */
static int load_file(lua_State *L) {
  const lua_file *file = lua_touserdata(L, lua_upvalueindex(1));
  if (luaL_loadbuffer(L, (const char *)file->text, file->size, file->chunk) != 0) return lua_error(L);
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

/* [-0, +1] */
static void push_preload(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, "_LOADED"); /* not there before the first library is open */
  if (lua_istable(L, -1)) lua_getfield(L, -1, "package");
  if (!lua_istable(L, -1)) luaL_error(L, "fansly_preload: the library `package` is not open");
  lua_getfield(L, -1, "preload");
  if (!lua_istable(L, -1)) luaL_error(L, "fansly_preload: package.preload is not a table");
  lua_replace(L, -3);
  lua_pop(L, 1);
}

void fansly_preload(lua_State *L) {
  luaL_checkstack(L, 4, "fansly_preload");
  push_preload(L);
  for (size_t i = 0; i < sizeof lua_files / sizeof lua_files[0]; i++) {
    lua_pushlightuserdata(L, (void *)&lua_files[i]);
    lua_pushcclosure(L, load_file, 1);
    lua_setfield(L, -2, lua_files[i].module);
  }
  lua_pushcfunction(L, luaopen_fansly_core);
  lua_setfield(L, -2, "fansly.core");
  lua_pop(L, 1);
}
