/* The host of the out-of-memory torture: `oom SCRIPT [ARG...]` runs a script with the module linked in, and lets it fail the n-th
 * allocation of Lua, of libcurl or of the module, once or from there on.
 *
 *   oom.arm(class, n, from_there_on)   class: "lua", "libcurl" or "module"
 *   oom.disarm() -> reached            whether there was an n-th allocation
 *   oom.executed(token) -> count       how often the server got the request with a token; oom.port is where it listens
 *
 * At the end nothing may be left of what any of the three has allocated. */
#define _POSIX_C_SOURCE 200809L /* alarm, write */

#include "oom.h"

#include <curl/curl.h>
#include <fansly.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POINT_SECONDS 20

/* --- counting --- */

typedef struct {
  const char *name;
  long blocks; /* that were allocated and not freed */
} class;

static class classes[] = {{"lua", 0}, {"libcurl", 0}, {"module", 0}};
enum { LUA, LIBCURL, MODULE, CLASSES };

static const class *armed; /* whose allocations are counted and failed */
static unsigned long seen, target;
static bool from_there_on;

static bool fails(const class *c) {
  if (c != armed) return false;
  seen++;
  return seen == target || (from_there_on && seen > target);
}

/* --- the module's own: the linker turns its calls into these --- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

static void *counted(class *c, void *block) {
  if (block != NULL) c->blocks++;
  return block;
}

static void release(class *c, void *block) {
  if (block != NULL) c->blocks--;
  __real_free(block);
}

static void *resize(class *c, void *block, size_t size) {
  if (fails(c)) return NULL;
  return block == NULL ? counted(c, __real_malloc(size)) : __real_realloc(block, size);
}

void *__wrap_malloc(size_t size) {
  return fails(&classes[MODULE]) ? NULL : counted(&classes[MODULE], __real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) {
  return fails(&classes[MODULE]) ? NULL : counted(&classes[MODULE], __real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size) {
  return resize(&classes[MODULE], block, size);
}

void __wrap_free(void *block) {
  release(&classes[MODULE], block);
}

/* --- libcurl's --- */

/* libcurl keeps a table of the transfers that use a socket. Where it does not get that table or the entry in it, it leaves a destroyed
 * one behind, and divides by its size the next time (curl 7.88.1, lib/multi.c, singlesocket). Nobody outside of libcurl can mend that,
 * so these two allocations, which follow each other, are spared. */
#define TABLE_OF_TRANSFERS (13 * 4 * sizeof(void *))

static bool is_spared(size_t size) {
  static bool behind_table;
  bool spared = behind_table || size == TABLE_OF_TRANSFERS;
  behind_table = size == TABLE_OF_TRANSFERS;
  return spared;
}

static void *curl_malloc(size_t size) {
  return !is_spared(size) && fails(&classes[LIBCURL]) ? NULL : counted(&classes[LIBCURL], __real_malloc(size));
}

static void *curl_calloc(size_t count, size_t size) {
  return fails(&classes[LIBCURL]) ? NULL : counted(&classes[LIBCURL], __real_calloc(count, size));
}

static void *curl_realloc(void *block, size_t size) {
  return resize(&classes[LIBCURL], block, size);
}

static void curl_release(void *block) {
  release(&classes[LIBCURL], block);
}

static char *curl_copy(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = curl_malloc(size);
  return copy == NULL ? NULL : memcpy(copy, text, size);
}

/* --- Lua's --- */

/* Lua asks again for what it did not get, after a collection of garbage; that is the same allocation. To give less never fails. */
static void *lua_allocate(void *userdata, void *block, size_t old_size, size_t size) {
  static const void *failed_block;
  static size_t failed_size;
  class *c = userdata;
  if (size == 0) return release(c, block), NULL;
  if (block != NULL && size <= old_size) {
    void *smaller = __real_realloc(block, size);
    return smaller != NULL ? smaller : block;
  }
  bool again = failed_size == size && failed_block == block && LUA_VERSION_NUM >= 502;
  failed_size = 0;
  if (!again && fails(c)) {
    failed_block = block;
    failed_size = size;
    return NULL;
  }
  if (again && c == armed) return NULL;
  return block == NULL ? counted(c, __real_malloc(size)) : __real_realloc(block, size);
}

/* --- what the script calls; arm and disarm allocate nothing of Lua's --- */

static char point[160]; /* for the message of the watchdog */
static volatile unsigned char *executed;

static void on_alarm(int number) {
  (void)number;
  static const char words[] = "\nthe torture is stuck at: ";
  if (write(2, words, sizeof words - 1) < 0 || write(2, point, strlen(point)) < 0) _exit(4);
  abort();
}

static int arm(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  snprintf(point, sizeof point, "%s, allocation %.0f of %s%s\n", luaL_checkstring(L, 4), lua_tonumber(L, 2), name,
           lua_toboolean(L, 3) ? " and all behind it" : "");
  seen = 0;
  target = (unsigned long)luaL_checknumber(L, 2);
  from_there_on = lua_toboolean(L, 3);
  alarm(POINT_SECONDS);
  for (int i = 0; i < CLASSES; i++) {
    if (strcmp(classes[i].name, name) == 0) armed = &classes[i];
  }
  return 0;
}

static int disarm(lua_State *L) {
  armed = NULL;
  alarm(POINT_SECONDS);
  lua_pushboolean(L, seen >= target);
  return 1;
}

static int times_executed(lua_State *L) {
  long token = (long)luaL_checknumber(L, 1);
  lua_pushinteger(L, token >= 0 && token < OOM_TOKENS ? executed[token] : 0);
  return 1;
}

static const luaL_Reg functions[] = {{"arm", arm}, {"disarm", disarm}, {"executed", times_executed}, {NULL, NULL}};

/* --- one state, from its beginning to its end --- */

static void push_tools(lua_State *L, int port) {
  lua_newtable(L);
  for (const luaL_Reg *f = functions; f->name != NULL; f++) {
    lua_pushcfunction(L, f->func);
    lua_setfield(L, -2, f->name);
  }
  lua_pushinteger(L, port);
  lua_setfield(L, -2, "port");
}

static int run(int port, int count, char **values) {
#if LUA_VERSION_NUM >= 505
  lua_State *L = lua_newstate(lua_allocate, &classes[LUA], 1);
#else
  lua_State *L = lua_newstate(lua_allocate, &classes[LUA]);
#endif
  if (L == NULL) return 1;
  luaL_openlibs(L);
  fansly_preload(L);
  int status = luaL_loadfile(L, values[0]);
  push_tools(L, port);
  for (int i = 1; i < count; i++) lua_pushstring(L, values[i]);
  if (status == 0) status = lua_pcall(L, count, 0, 0);
  armed = NULL;
  if (status != 0) fprintf(stderr, "%s\n", lua_isstring(L, -1) ? lua_tostring(L, -1) : "error without a message");
  lua_close(L);
  return status != 0;
}

static int count_leaks(void) {
  int leaks = 0;
  for (int i = 0; i < CLASSES; i++) {
    if (classes[i].blocks == 0) continue;
    fprintf(stderr, "%ld blocks of %s are left\n", classes[i].blocks, classes[i].name);
    leaks++;
  }
  return leaks;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("usage: oom SCRIPT [ARG...]\n", stderr);
    return 2;
  }
  int port = oom_start_server(&executed);
  if (port == 0) {
    perror("oom: no server");
    return 1;
  }
  signal(SIGALRM, on_alarm);
  signal(SIGPIPE, SIG_DFL);
  if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, curl_malloc, curl_release, curl_realloc, curl_copy, curl_calloc) != CURLE_OK)
    return 1;
  int status = run(port, argc - 1, argv + 1);
  /* once for here, once for the module, which never does it */
  curl_global_cleanup();
  curl_global_cleanup();
  oom_stop_server();
  return count_leaks() > 0 || status != 0;
}
