/* A fuzz target in Lua: FUZZ_SCRIPT returns a function that takes the bytes and raises where something does not hold. What is linked in
 * beneath it, the C core, is what libFuzzer follows; with FUZZ_LINES, the Lua files as well. Run in the checkout. */
#include <fansly.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUTS_A_STATE 20000

#ifdef FUZZ_WIRE
int luaopen_fuzz_wire(lua_State *L);
#endif
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void give_up(lua_State *L) {
  fprintf(stderr, "%s\n", lua_isstring(L, -1) ? lua_tostring(L, -1) : "an error without a message");
  abort();
}

#ifdef FUZZ_LINES
/* libFuzzer takes these for counters of compiled code, and so follows the lines of the Lua files, too. */
__attribute__((section("__libfuzzer_extra_counters"))) static unsigned char lines[1 << 14];

static void on_line(lua_State *L, lua_Debug *here) {
  if (lua_getinfo(L, "S", here) == 0) return;
  unsigned place = (unsigned)here->currentline;
  for (const char *c = here->source; *c != '\0'; c++) place = place * 31 + (unsigned char)*c;
  lines[place % sizeof lines] = 1;
}
#endif

/* The target's function is at index 1 of the state. */
static lua_State *open_state(void) {
  static const char path[] = "lua/?.lua;lua/?/init.lua;?.lua;";
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  fansly_preload(L);
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "path");
  lua_pushfstring(L, "%s%s", path, lua_tostring(L, -1));
  lua_setfield(L, -3, "path");
#ifdef FUZZ_WIRE
  lua_getfield(L, -2, "preload");
  lua_pushcfunction(L, luaopen_fuzz_wire);
  lua_setfield(L, -2, "fuzz.exchange");
#endif
  lua_settop(L, 0);
  if (luaL_loadfile(L, FUZZ_SCRIPT) != 0 || lua_pcall(L, 0, 1, 0) != 0) give_up(L);
#ifdef FUZZ_LINES
  lua_sethook(L, on_line, LUA_MASKLINE, 0);
#endif
  return L;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
  static lua_State *L;
  static unsigned long count;
  if (L != NULL && count++ % INPUTS_A_STATE == INPUTS_A_STATE - 1) {
    lua_close(L);
    L = NULL;
  }
  if (L == NULL) L = open_state();
  lua_pushvalue(L, 1);
  lua_pushlstring(L, (const char *)data, size);
  if (lua_pcall(L, 1, 0, 0) != 0) give_up(L);
  return 0;
}
