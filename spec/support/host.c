/* Runs a Lua script as the stock interpreter would: `host [--cycles N] SCRIPT [ARG...]`.
 *
 * Scripts see a table `host` with fork(), wait(pid), exit(status), and the number of the cycle.
 *
 * Three uses in the specs. Built with a sanitizer it brings the sanitizer's run time along, so nothing has to be preloaded
 * into the processes that specs start. With --cycles the script runs N times, each time in a new state that is closed
 * again, which shows what a program that opens and closes many states would keep. Built with FANSLY_HOST_STATIC the
 * module is linked in and found through package.preload, which is how a program without loadable modules embeds it. */
#define _POSIX_C_SOURCE 200809L /* fork, waitpid */

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef FANSLY_HOST_STATIC
#include <fansly.h>
#else
static void fansly_preload(lua_State *L) {
  (void)L;
}
#endif

static void push_arguments(lua_State *L, int count, char **values) {
  lua_newtable(L);
  for (int i = 0; i < count; i++) {
    lua_pushstring(L, values[i]);
    lua_rawseti(L, -2, i);
  }
  lua_setglobal(L, "arg");
}

/* host.fork() -> process id, 0 in the child */
static int host_fork(lua_State *L) {
  fflush(NULL);
  lua_pushnumber(L, (lua_Number)fork());
  return 1;
}

/* host.wait(pid) -> exit status, -1 when it was ended by a signal */
static int host_wait(lua_State *L) {
  int status = 0;
  pid_t pid = (pid_t)luaL_checknumber(L, 1);
  lua_pushnumber(L, waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  return 1;
}

/* host.exit(status): at once, without closing the state or running what exit() runs */
static int host_exit(lua_State *L) {
  fflush(NULL);
  _exit((int)luaL_checknumber(L, 1));
}

static int preload(lua_State *L) {
  fansly_preload(L);
  return 0;
}

/* host.preload_bare() -> what a state without any library raises; nil where the module is not embedded */
static int host_preload_bare(lua_State *L) {
  lua_State *bare = luaL_newstate();
  if (bare == NULL) return luaL_error(L, "not enough memory");
  lua_pushcfunction(bare, preload);
  lua_pushstring(L, lua_pcall(bare, 0, 0, 0) != 0 ? lua_tostring(bare, -1) : NULL);
  lua_close(bare);
  return 1;
}

static void push_host(lua_State *L, int cycle) {
  lua_newtable(L);
  lua_pushcfunction(L, host_fork);
  lua_setfield(L, -2, "fork");
  lua_pushcfunction(L, host_wait);
  lua_setfield(L, -2, "wait");
  lua_pushcfunction(L, host_exit);
  lua_setfield(L, -2, "exit");
  lua_pushcfunction(L, host_preload_bare);
  lua_setfield(L, -2, "preload_bare");
  lua_pushnumber(L, cycle);
  lua_setfield(L, -2, "cycle");
  lua_setglobal(L, "host");
}

static int traceback(lua_State *L) {
  lua_getglobal(L, "debug");
  lua_getfield(L, -1, "traceback");
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

static int run(int cycle, int count, char **values) {
  lua_State *L = luaL_newstate();
  int status = 1;
  if (L == NULL) return 1;
  luaL_openlibs(L);
  fansly_preload(L);
  push_arguments(L, count, values);
  push_host(L, cycle);
  lua_pushcfunction(L, traceback);
  if (luaL_loadfile(L, values[0]) == 0) {
    for (int i = 1; i < count; i++) lua_pushstring(L, values[i]);
    status = lua_pcall(L, count - 1, 0, 1);
  }
  if (status != 0) fprintf(stderr, "%s\n", lua_isstring(L, -1) ? lua_tostring(L, -1) : "error without a message");
  lua_close(L);
  return status != 0;
}

int main(int argc, char **argv) {
  int first = 1, cycles = 1, status = 0;
  if (argc > 3 && strcmp(argv[1], "--cycles") == 0) {
    cycles = atoi(argv[2]);
    first = 3;
  }
  if (first >= argc) {
    fputs("usage: host [--cycles N] SCRIPT [ARG...]\n", stderr);
    return 2;
  }
  for (int i = 0; i < cycles && status == 0; i++) status = run(i + 1, argc - first, argv + first);
  return status;
}
