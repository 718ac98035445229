/* luaopen_fansly_core and nothing else. */
#define _GNU_SOURCE /* dladdr */

#include "lua_core.h"

#if defined __unix__ || defined __APPLE__
#include <dlfcn.h>

/* Keeps this library in memory when a Lua state that loaded it closes: libcurl may still have a thread that looks up a name. */
static void stay_loaded(void) {
  Dl_info here;
  if (dladdr((const void *)&fansly_json_functions, &here) == 0) return;
  (void)dlopen(here.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}
#else
static void stay_loaded(void) {
}
#endif

#if defined _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

EXPORT int luaopen_fansly_core(lua_State *L);

int luaopen_fansly_core(lua_State *L) {
  stay_loaded();
  fansly_box_types(L);
  fansly_key_types(L);
  fansly_engine_types(L);
  lua_newtable(L);
  fansly_setfuncs(L, fansly_key_functions);
  fansly_setfuncs(L, fansly_request_functions);
  fansly_setfuncs(L, fansly_engine_functions);
  fansly_setfuncs(L, fansly_json_functions);
  fansly_setfuncs(L, fansly_terminal_functions);
  return 1;
}
