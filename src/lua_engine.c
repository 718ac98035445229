/* The engine as a userdata, and answers that did not come over a socket.
 *
 * What can fail because of the world answers nil, kind, message, field; only a wrong use of this private module raises. Making a Lua
 * value may run somebody's finalizer, which may close the engine and wipe the key: both are looked up when no such call follows. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime, getpid */

#include "engine.h"

#include <stdio.h>

#if defined _WIN32
#include <process.h>
#define getpid _getpid
#else
#include <unistd.h>
#endif

#include "clock.h"
#include "libcurl.h"
#include "lua_core.h"

#define ENGINE "fansly.engine"
#define TRANSFER "fansly.transfer"

static int transfer_gc(lua_State *L) {
  fansly_transfer **box = luaL_checkudata(L, 1, TRANSFER);
  fansly_transfer_free(*box);
  *box = NULL;
  return 0;
}

static fansly_engine *open_engine(lua_State *L) {
  return *(fansly_engine **)luaL_checkudata(L, 1, ENGINE);
}

static fansly_engine *check_engine(lua_State *L) {
  fansly_engine *engine = open_engine(L);
  if (engine == NULL) luaL_error(L, "the engine is closed");
  if (fansly_engine_is_forked(engine)) luaL_error(L, "the process forked; the engine is its parent's");
  return engine;
}

/* core.engine() -> engine | nil, kind, problem */
static int engine_new(lua_State *L) {
  void **box = fansly_push_box(L, ENGINE);
  const char *problem;
  *box = fansly_engine_new(&problem);
  if (*box != NULL) return 1;
  fansly_raise_memory(L, problem);
  return fansly_refuse(L, problem == fansly_no_descriptors ? "network" : "config", problem);
}

/* Refuses a request whose transfer is there already, and may have made a file: that must not wait for the collector. */
static int give_up(lua_State *L, fansly_transfer **box, const char *kind, const char *message) {
  fansly_refuse(L, kind, message);
  fansly_transfer_free(*box);
  *box = NULL;
  return 3;
}

/* Pushes nil, kind, message and field, and returns 4. */
static int refuse_file(lua_State *L, const char *field, const char *problem) {
  if (strcmp(problem, FANSLY_NO_MEMORY) == 0) return fansly_refuse(L, "memory", problem);
  fansly_refuse(L, "validation", "");
  lua_pushfstring(L, "%s %s", field, problem);
  lua_replace(L, -2);
  lua_pushstring(L, field);
  return 4;
}

/* engine:submit(request) -> id | nil, kind, message, field */
static int engine_submit(lua_State *L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  fansly_buffer *url = fansly_push_buffer(L);
  fansly_transfer **box = (fansly_transfer **)fansly_push_box(L, TRANSFER);
  fansly_request request;
  int refused = fansly_read_request(L, 2, &request, url);
  if (refused) return fansly_buffer_free(url), refused;
  *box = fansly_transfer_new(&request);
  if (*box == NULL) return fansly_refuse(L, "memory", "out of memory while the request was set up");
  const char *field = fansly_transfer_files(*box, &request);
  if (field != NULL) return fansly_buffer_free(url), refuse_file(L, field, (*box)->words);
  CURLcode code = fansly_transfer_open(*box, &request);
  fansly_buffer_free(url); /* a closing state finalizes nothing that is made now */
  if (code != CURLE_OK) return give_up(L, box, code == CURLE_OUT_OF_MEMORY ? "memory" : "config", curl_easy_strerror(code));
  fansly_engine *engine = open_engine(L); /* after all that may run a finalizer, which may close it */
  if (engine == NULL || fansly_engine_is_forked(engine))
    return give_up(L, box, "closed", "the connections were closed while the request was set up");
  const char *problem = fansly_engine_submit(engine, *box);
  if (problem != NULL) return give_up(L, box, "memory", problem);
  double id = (*box)->id;
  *box = NULL;
  fansly_pushwhole(L, id);
  return 1;
}

/* engine:step(seconds, budget) -> how many are under way or not read yet; both in seconds, a budget of 0 is none */
static int engine_step(lua_State *L) {
  fansly_engine *engine = check_engine(L);
  fansly_pushwhole(L, (double)fansly_engine_step(engine, luaL_optnumber(L, 2, 0), luaL_optnumber(L, 3, 0)));
  return 1;
}

/* engine:descriptor() -> number of a descriptor that can be read whenever a socket wants a turn; nil where the system has none. The
 * engine closes it with itself, and a loop that waits for it has to let go of it before. */
static int engine_descriptor(lua_State *L) {
  int descriptor = fansly_engine_descriptor(check_engine(L));
  if (descriptor < 0) lua_pushnil(L);
  else fansly_pushwhole(L, descriptor);
  return 1;
}

/* engine:timer() -> seconds until it wants a turn in any case, nil for never */
static int engine_timer(lua_State *L) {
  double seconds = fansly_engine_timer(check_engine(L));
  if (seconds < 0) lua_pushnil(L);
  else lua_pushnumber(L, seconds);
  return 1;
}

/* engine:state() -> "open" | "forked": another process made it | "closed": after either nothing but close may be called */
static int engine_state(lua_State *L) {
  const fansly_engine *engine = open_engine(L);
  lua_pushstring(L, engine == NULL ? "closed" : fansly_engine_is_forked(engine) ? "forked" : "open");
  return 1;
}

/* engine:cancel(id) -> whether it was under way */
static int engine_cancel(lua_State *L) {
  fansly_engine *engine = check_engine(L);
  lua_pushboolean(L, fansly_engine_cancel(engine, luaL_checknumber(L, 2)));
  return 1;
}

/* engine:progress(id) -> bytes of its file that have gone out or come in; bytes in all, nil where that is not known. Nothing for a request
 * that is not under way. */
static int engine_progress(lua_State *L) {
  double done, total, id = luaL_checknumber(L, 2);
  const fansly_engine *engine = open_engine(L);
  if (engine == NULL || fansly_engine_is_forked(engine) || !fansly_engine_progress(engine, id, &done, &total)) return 0;
  fansly_pushwhole(L, done);
  if (total < 0) lua_pushnil(L);
  else fansly_pushwhole(L, total);
  return 2;
}

/* engine:next() -> id of the oldest finished request, nil for none, also when it was closed meanwhile */
static int engine_next(lua_State *L) {
  const fansly_engine *engine = open_engine(L);
  const fansly_transfer *transfer = engine != NULL ? fansly_engine_peek(engine) : NULL;
  if (transfer == NULL) lua_pushnil(L);
  else fansly_pushwhole(L, transfer->id);
  return 1;
}

/* engine:read(id, want) -> exchange; nil when no request of that id has finished */
static int engine_read(lua_State *L) {
  double id = luaL_checknumber(L, 2);
  int want = lua_istable(L, 3) ? 3 : 0;
  lua_settop(L, 3);
  fansly_transfer **box = (fansly_transfer **)fansly_push_box(L, TRANSFER);
  /* owned by the box while Lua values are made: a finalizer that closes the engine does not free it */
  *box = fansly_engine_take(check_engine(L), id);
  if (*box == NULL) return lua_pushnil(L), 1;
  fansly_push_exchange(L, *box, want);
  fansly_transfer_free(*box);
  *box = NULL;
  return 1;
}

/* engine:pending() -> how many are under way or not read yet; 0 when it is closed */
static int engine_pending(lua_State *L) {
  const fansly_engine *engine = open_engine(L);
  fansly_pushwhole(L, engine == NULL ? 0 : (double)fansly_engine_pending(engine));
  return 1;
}

/* engine:close(), as often as wanted */
static int engine_close(lua_State *L) {
  fansly_engine **box = luaL_checkudata(L, 1, ENGINE);
  fansly_engine *engine = *box;
  *box = NULL;
  fansly_engine_free(engine);
  return 0;
}

/* --- answers that did not come over a socket --- */

static void feed_head(fansly_transfer *transfer, const char *text) {
  while (*text != '\0') {
    size_t len = strcspn(text, "\n");
    fansly_transfer_head(transfer, text, len);
    text += text[len] == '\n' ? len + 1 : len;
  }
}

/* core.answer(status, headers, body, key, want, save_to, max_bytes) -> exchange, as engine:read gives it for an answer of these bytes.
 * headers: lines "Name: value"; want: as for engine:read; save_to: path of the file that was asked for, if one was. */
static int answer(lua_State *L) {
  size_t len;
  int status = (int)luaL_checknumber(L, 1);
  const char *headers = luaL_checkstring(L, 2), *body = luaL_checklstring(L, 3, &len);
  fansly_request request = {.method = "GET", .url = "", .max_body = len};
  int want = lua_istable(L, 5) ? 5 : 0;
  request.save_to = luaL_optstring(L, 6, NULL);
  request.max_bytes = (uint64_t)luaL_optnumber(L, 7, 0);
  lua_settop(L, 7);
  fansly_transfer **box = (fansly_transfer **)fansly_push_box(L, TRANSFER);
  request.key = fansly_check_key(L, 4);
  *box = fansly_transfer_new(&request);
  if (*box == NULL) return fansly_no_memory(L);
  if (fansly_transfer_files(*box, &request) != NULL) {
    fansly_raise_memory(L, (*box)->words);
    (*box)->fault = FANSLY_FAULT_LIMIT; /* as where a directory goes away while its file comes */
    (*box)->problem = "the file cannot be put into its place";
  }
  char line[32];
  snprintf(line, sizeof line, "HTTP/1.1 %03d", status);
  fansly_transfer_head(*box, line, strlen(line));
  feed_head(*box, headers);
  fansly_transfer_body(*box, body, len);
  fansly_transfer_settle(*box);
  (*box)->connections = 1;
  fansly_push_exchange(L, *box, want);
  fansly_transfer_free(*box); /* the collector does not know how large it is */
  *box = NULL;
  return 1;
}

/* --- odds and ends --- */

/* core.now() -> seconds on a clock that nobody sets */
static int now(lua_State *L) {
  lua_pushnumber(L, fansly_now());
  return 1;
}

/* core.sleep(seconds): at most so long, less when a signal comes */
static int sleep_for(lua_State *L) {
  double seconds = luaL_checknumber(L, 1);
  if (seconds > 0) fansly_sleep(seconds < 1e6 ? seconds : 1e6);
  return 0;
}

/* core.pid() -> id of this process */
static int pid(lua_State *L) {
  fansly_pushwhole(L, (double)getpid());
  return 1;
}

/* core.version() -> { module, curl, ssl } */
static int version(lua_State *L) {
  const curl_version_info_data *info = fansly_libcurl();
  lua_newtable(L);
  lua_pushliteral(L, FANSLY_VERSION);
  lua_setfield(L, -2, "module");
  lua_pushstring(L, info->version);
  lua_setfield(L, -2, "curl");
  lua_pushstring(L, info->ssl_version != NULL ? info->ssl_version : "none");
  lua_setfield(L, -2, "ssl");
  return 1;
}

const luaL_Reg fansly_engine_functions[] = {{"engine", engine_new}, {"answer", answer},   {"now", now}, {"version", version},
                                            {"pid", pid},           {"sleep", sleep_for}, {NULL, NULL}};

static const luaL_Reg engine_methods[] = {{"submit", engine_submit},   {"step", engine_step},
                                          {"cancel", engine_cancel},   {"descriptor", engine_descriptor},
                                          {"timer", engine_timer},     {"state", engine_state},
                                          {"next", engine_next},       {"read", engine_read},
                                          {"pending", engine_pending}, {"progress", engine_progress},
                                          {"close", engine_close},     {"__gc", engine_close},
                                          {"__close", engine_close},   {NULL, NULL}};

static const luaL_Reg transfer_methods[] = {{"__gc", transfer_gc}, {NULL, NULL}};

void fansly_engine_types(lua_State *L) {
  fansly_make_type(L, ENGINE, engine_methods);
  fansly_make_type(L, TRANSFER, transfer_methods);
}
