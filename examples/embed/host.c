/* A program with Lua, fansly and lua-cjson linked in, which loads no module from a file: `host SCRIPT [ARG...]`.
 *
 * The script returns a function that is called once a frame, until it returns false. */
#define _POSIX_C_SOURCE 199309L /* nanosleep */

#include <fansly.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <time.h>

int luaopen_cjson(lua_State *L);

/* Runs protected: (script, arguments...) */
static int run(lua_State *L) {
  const struct timespec frame = {0, 16000000};
  luaL_openlibs(L);
  fansly_preload(L);
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "preload");
  lua_pushcfunction(L, luaopen_cjson);
  lua_setfield(L, -2, "cjson");
  lua_pushliteral(L, ""); /* this program looks for no files */
  lua_setfield(L, -3, "path");
  lua_pushliteral(L, "");
  lua_setfield(L, -3, "cpath");
  lua_pop(L, 2);
  if (luaL_loadfile(L, lua_tostring(L, 1)) != 0) return lua_error(L);
  lua_replace(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  for (int more = lua_isfunction(L, -1); more;) {
    lua_pushvalue(L, -1);
    lua_call(L, 0, 1);
    more = lua_toboolean(L, -1);
    lua_pop(L, 1);
    nanosleep(&frame, NULL);
  }
  return 0;
}

int main(int argc, char **argv) {
  lua_State *L = luaL_newstate();
  if (L == NULL || argc < 2 || !lua_checkstack(L, argc)) return 2;
  lua_pushcfunction(L, run);
  for (int i = 1; i < argc; i++) lua_pushstring(L, argv[i]);
  int status = lua_pcall(L, argc - 1, 0, 0);
  if (status != 0) fprintf(stderr, "%s\n", lua_tostring(L, -1));
  lua_close(L);
  return status != 0;
}
