/* The key as a userdata. */
#include "lua_core.h"

#define KEY "fansly.key"

fansly_secret *fansly_key_at(lua_State *L, int index) {
  return *(fansly_secret **)luaL_checkudata(L, index, KEY);
}

fansly_secret *fansly_check_key(lua_State *L, int index) {
  fansly_secret *key = fansly_key_at(L, index);
  if (key == NULL) luaL_error(L, "the key was wiped");
  return key;
}

/* core.key(text) -> key | nil, problem */
static int key_new(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  void **box = fansly_push_box(L, KEY);
  const char *problem;
  *box = fansly_secret_new(text, len, &problem);
  if (*box != NULL) return 1;
  fansly_raise_memory(L, problem);
  lua_pushnil(L);
  lua_pushstring(L, problem);
  return 2;
}

/* key:matches(text) -> boolean */
static int key_matches(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 2, &len);
  lua_pushboolean(L, fansly_secret_matches(fansly_check_key(L, 1), text, len));
  return 1;
}

/* key:wipe(); transfers under way keep theirs until they end */
static int key_wipe(lua_State *L) {
  fansly_secret **box = luaL_checkudata(L, 1, KEY);
  fansly_secret_drop(*box);
  *box = NULL;
  return 0;
}

static int key_tostring(lua_State *L) {
  luaL_checkudata(L, 1, KEY);
  lua_pushliteral(L, "fansly.key(***)");
  return 1;
}

const luaL_Reg fansly_key_functions[] = {{"key", key_new}, {NULL, NULL}};

static const luaL_Reg key_methods[] = {
    {"matches", key_matches}, {"wipe", key_wipe}, {"__gc", key_wipe}, {"__tostring", key_tostring}, {NULL, NULL}};

void fansly_key_types(lua_State *L) {
  fansly_make_type(L, KEY, key_methods);
}
