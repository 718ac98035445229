/* Runs a Lua script in many threads at the same time, each with a Lua state of its own: `threads COUNT SCRIPT`. The script gets the
 * number of its thread. The module is linked in, so that a sanitizer sees all of it. */
#define _POSIX_C_SOURCE 200809L /* barriers */

#include <fansly.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST 64

typedef struct {
  pthread_t id;
  int number;
  const char *script;
  pthread_barrier_t *start;
  bool failed;
} worker;

static void *work(void *argument) {
  worker *self = argument;
  lua_State *L = luaL_newstate();
  if (L == NULL) abort();
  luaL_openlibs(L);
  fansly_preload(L);
  int status = luaL_loadfile(L, self->script);
  pthread_barrier_wait(self->start); /* so that the module is opened by all at once */
  if (status == 0) {
    lua_pushinteger(L, self->number);
    status = lua_pcall(L, 1, 0, 0);
  }
  if (status != 0) fprintf(stderr, "thread %d: %s\n", self->number, lua_tostring(L, -1));
  self->failed = status != 0;
  lua_close(L);
  return NULL;
}

int main(int argc, char **argv) {
  static worker workers[MOST];
  pthread_barrier_t start;
  int count = argc == 3 ? atoi(argv[1]) : 0, failed = 0;
  if (count < 1 || count > MOST) {
    fputs("usage: threads COUNT SCRIPT\n", stderr);
    return 2;
  }
  if (pthread_barrier_init(&start, NULL, (unsigned)count) != 0) return 1;
  for (int i = 0; i < count; i++) {
    workers[i] = (worker){.number = i + 1, .script = argv[2], .start = &start};
    if (pthread_create(&workers[i].id, NULL, work, &workers[i]) != 0) return 1;
  }
  for (int i = 0; i < count; i++) {
    pthread_join(workers[i].id, NULL);
    failed += workers[i].failed;
  }
  return failed > 0;
}
