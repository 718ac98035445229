/* luaopen_fansly_core and nothing else. */
#include "lua_core.h"

#if defined _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

EXPORT int luaopen_fansly_core(lua_State *L);

int luaopen_fansly_core(lua_State *L) {
  fansly_engine_types(L);
  lua_newtable(L);
  fansly_setfuncs(L, fansly_engine_functions);
  fansly_setfuncs(L, fansly_json_functions);
  return 1;
}
