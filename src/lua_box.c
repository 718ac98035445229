/* C memory that a userdata owns, so that an error of Lua's cannot leak it. */
#include "buffer.h"
#include "lua_core.h"

#define BUFFER "fansly.buffer"

void fansly_raise_memory(lua_State *L, const char *problem) {
  if (strcmp(problem, FANSLY_NO_MEMORY) == 0) fansly_no_memory(L);
}

int fansly_refuse(lua_State *L, const char *kind, const char *message) {
  lua_pushnil(L);
  lua_pushstring(L, kind);
  lua_pushstring(L, message);
  return 3;
}

void **fansly_push_box(lua_State *L, const char *type) {
  void **box = fansly_newuserdata(L, sizeof *box);
  *box = NULL;
  luaL_getmetatable(L, type);
  lua_setmetatable(L, -2);
  return box;
}

void fansly_make_type(lua_State *L, const char *name, const luaL_Reg *methods) {
  if (luaL_newmetatable(L, name)) {
    fansly_setfuncs(L, methods);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
}

fansly_buffer *fansly_push_buffer(lua_State *L) {
  fansly_buffer *buffer = fansly_newuserdata(L, sizeof *buffer);
  *buffer = (fansly_buffer){0};
  luaL_getmetatable(L, BUFFER);
  lua_setmetatable(L, -2);
  return buffer;
}

static int buffer_gc(lua_State *L) {
  fansly_buffer_free(luaL_checkudata(L, 1, BUFFER));
  return 0;
}

static const luaL_Reg buffer_methods[] = {{"__gc", buffer_gc}, {NULL, NULL}};

void fansly_box_types(lua_State *L) {
  fansly_make_type(L, BUFFER, buffer_methods);
}
