/* The engine and the key as userdata, and the functions around them.
 *
 * What can fail because of the world answers nil, kind, message, field; only a wrong use of this private module raises.
 * C memory is owned by a userdata before any Lua call that could raise. Making a Lua value may run somebody's finalizer, which
 * may close the engine and wipe the key: both are looked up only when no such call follows. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime, getpid */

#include <stdio.h>

#if defined _WIN32
#include <process.h>
#define getpid _getpid
#else
#include <unistd.h>
#endif

#include "clock.h"
#include "engine.h"
#include "lua_core.h"
#include "uri.h"

#ifndef FANSLY_VERSION
#define FANSLY_VERSION "0.1.0"
#endif

#define ENGINE "fansly.engine"
#define KEY "fansly.key"
#define TRANSFER "fansly.transfer"
#define BUFFER "fansly.buffer"

static int refuse(lua_State *L, const char *kind, const char *message) {
  lua_pushnil(L);
  lua_pushstring(L, kind);
  lua_pushstring(L, message);
  return 3;
}

/* A userdata that owns what its pointer points to: [-0, +1] */
static void **push_box(lua_State *L, const char *type) {
  void **box = fansly_newuserdata(L, sizeof *box);
  *box = NULL;
  luaL_getmetatable(L, type);
  lua_setmetatable(L, -2);
  return box;
}

/* --- the key --- */

static fansly_secret *check_key(lua_State *L, int index) {
  fansly_secret *key = *(fansly_secret **)luaL_checkudata(L, index, KEY);
  if (key == NULL) luaL_error(L, "the key was wiped");
  return key;
}

/* core.key(text) -> key | nil, problem */
static int key_new(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  void **box = push_box(L, KEY);
  const char *problem;
  *box = fansly_secret_new(text, len, &problem);
  if (*box != NULL) return 1;
  lua_pushnil(L);
  lua_pushstring(L, problem);
  return 2;
}

/* key:matches(text) -> boolean */
static int key_matches(lua_State *L) {
  const fansly_secret *key = check_key(L, 1);
  size_t len;
  const char *text = luaL_checklstring(L, 2, &len);
  lua_pushboolean(L, fansly_secret_matches(key, text, len));
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

/* --- scratch memory --- */

static fansly_buffer *push_buffer(lua_State *L) {
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

static int transfer_gc(lua_State *L) {
  fansly_transfer **box = luaL_checkudata(L, 1, TRANSFER);
  fansly_transfer_free(*box);
  *box = NULL;
  return 0;
}

/* --- reading a request --- */

/* A string in a field of a table, which keeps it; NULL when absent. Numbers are not taken for strings. */
static const char *text_field(lua_State *L, int table, const char *name, size_t *len) {
  fansly_rawfield(L, table, name);
  const char *text = NULL;
  if (lua_type(L, -1) == LUA_TSTRING) text = lua_tolstring(L, -1, len);
  else if (!lua_isnil(L, -1)) luaL_error(L, "request.%s is not a string", name);
  lua_pop(L, 1);
  return text;
}

static const char *need_text(lua_State *L, int table, const char *name, size_t *len) {
  const char *text = text_field(L, table, name, len);
  if (text == NULL) luaL_error(L, "request.%s is missing", name);
  return text;
}

static double need_number(lua_State *L, int table, const char *name) {
  fansly_rawfield(L, table, name);
  if (lua_type(L, -1) != LUA_TNUMBER) luaL_error(L, "request.%s is not a number", name);
  double value = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return value;
}

static const char *pair_text(lua_State *L, int index, const char *what, size_t *len) {
  if (lua_type(L, index) != LUA_TSTRING) luaL_error(L, "%s holds something that is not a string", what);
  return lua_tolstring(L, index, len);
}

/* The pairs of a table { name = value }; its strings stay the table's. [-0, +1]: the memory of the pairs */
static const fansly_pair *push_named_pairs(lua_State *L, int table, size_t *count) {
  *count = 0;
  if (!lua_istable(L, table)) return lua_pushnil(L), NULL;
  size_t room = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) room++;
  fansly_pair *pairs = fansly_newuserdata(L, (room + 1) * sizeof *pairs);
  for (lua_pushnil(L); *count < room && lua_next(L, table); lua_pop(L, 1)) {
    fansly_pair *pair = &pairs[(*count)++];
    pair->name = pair_text(L, -2, "params", &pair->name_len);
    pair->value = pair_text(L, -1, "params", &pair->value_len);
  }
  return pairs;
}

/* The pairs of a list { name, value, name, value, ... }. [-0, +1]: the memory of the pairs */
static const fansly_pair *push_listed_pairs(lua_State *L, int table, size_t *count) {
  *count = 0;
  if (!lua_istable(L, table)) return lua_pushnil(L), NULL;
  *count = fansly_rawlen(L, table) / 2;
  fansly_pair *pairs = fansly_newuserdata(L, (*count + 1) * sizeof *pairs);
  for (size_t i = 0; i < *count; i++) {
    lua_rawgeti(L, table, (int)(2 * i + 1));
    lua_rawgeti(L, table, (int)(2 * i + 2));
    pairs[i].name = pair_text(L, -2, "query", &pairs[i].name_len);
    pairs[i].value = pair_text(L, -1, "query", &pairs[i].value_len);
    lua_pop(L, 2);
  }
  return pairs;
}

/* Appends the target of path, params and query at three indices. Returns 0, or pushes a refusal and returns its size. */
static int add_target(lua_State *L, fansly_buffer *out, int path, int params, int query) {
  size_t path_len, param_count, query_count, field_len;
  const char *template = luaL_checklstring(L, path, &path_len), *field;
  const fansly_pair *named = push_named_pairs(L, params, &param_count);
  const fansly_pair *listed = push_listed_pairs(L, query, &query_count);
  const char *problem = fansly_uri_target(out, template, path_len, named, param_count, listed, query_count, &field, &field_len);
  if (problem == NULL) return lua_pop(L, 2), 0;
  refuse(L, "validation", problem);
  lua_pushlstring(L, field != NULL ? field : "path", field != NULL ? field_len : 4);
  return 4;
}

/* core.target(path, params, query) -> text | nil, kind, message, field */
static int target(lua_State *L) {
  lua_settop(L, 3);
  fansly_buffer *out = push_buffer(L);
  int refused = add_target(L, out, 1, 2, 3);
  if (refused) return refused;
  lua_pushlstring(L, out->data, out->len);
  return 1;
}

/* core.base_url(text) -> text | nil, problem */
static int base_url(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  fansly_buffer *out = push_buffer(L);
  const char *problem = fansly_uri_base(out, text, len);
  if (problem != NULL) {
    lua_pushnil(L);
    lua_pushstring(L, problem);
    return 2;
  }
  lua_pushlstring(L, out->data, out->len);
  return 1;
}

/* core.is_id(value) -> boolean */
static int is_id(lua_State *L) {
  size_t len = 0;
  const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
  lua_pushboolean(L, text != NULL && fansly_is_id(text, len));
  return 1;
}

/* --- the engine --- */

static fansly_engine *open_engine(lua_State *L) {
  return *(fansly_engine **)luaL_checkudata(L, 1, ENGINE);
}

static fansly_engine *check_engine(lua_State *L) {
  fansly_engine *engine = open_engine(L);
  if (engine == NULL) luaL_error(L, "the engine is closed");
  return engine;
}

/* core.engine() -> engine | nil, problem */
static int engine_new(lua_State *L) {
  void **box = push_box(L, ENGINE);
  const char *problem;
  *box = fansly_engine_new(&problem);
  if (*box != NULL) return 1;
  lua_pushnil(L);
  lua_pushstring(L, problem);
  return 2;
}

/* Fills a request from the table at index 2; the URL is built into `url`. Returns 0, or a pushed refusal's size. */
static int read_request(lua_State *L, fansly_request *request, fansly_buffer *url) {
  size_t len;
  *request = (fansly_request){.user_agent = "fansly-lua/" FANSLY_VERSION};
  request->method = need_text(L, 2, "method", &len);
  request->body = text_field(L, 2, "body", &request->body_len);
  request->ca_file = text_field(L, 2, "ca_file", &len);
  request->proxy = text_field(L, 2, "proxy", &len);
  request->timeout = need_number(L, 2, "timeout");
  request->connect_timeout = need_number(L, 2, "connect_timeout");
  request->max_body = (size_t)need_number(L, 2, "max_body");
  fansly_rawfield(L, 2, "send");
  request->send = lua_toboolean(L, -1);
  fansly_rawfield(L, 2, "connect_only");
  request->connect_only = lua_toboolean(L, -1);
  const char *base = need_text(L, 2, "base", &len);
  if (!fansly_buffer_add(url, base, len)) return refuse(L, "memory", "out of memory while the URL was built");
  int top = lua_gettop(L);
  fansly_rawfield(L, 2, "path");
  fansly_rawfield(L, 2, "params");
  fansly_rawfield(L, 2, "query");
  int refused = add_target(L, url, top + 1, top + 2, top + 3);
  if (refused) return refused;
  request->url = url->data;
  fansly_rawfield(L, 2, "key");
  request->key = check_key(L, -1);
  return 0;
}

/* engine:submit(request) -> id | nil, kind, message, field */
static int engine_submit(lua_State *L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  fansly_buffer *url = push_buffer(L);
  fansly_transfer **box = (fansly_transfer **)push_box(L, TRANSFER);
  fansly_request request;
  int refused = read_request(L, &request, url);
  if (refused) return refused;
  *box = fansly_transfer_new(&request);
  if (*box == NULL) return refuse(L, "memory", "out of memory while the request was set up");
  const char *problem = fansly_transfer_open(*box, &request);
  fansly_engine *engine = check_engine(L); /* after all that may run a finalizer, which may close it */
  if (problem == NULL) problem = fansly_engine_submit(engine, *box);
  if (problem != NULL) return refuse(L, "memory", problem);
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

/* engine:watch(on): starts or stops the list that engine:change reads */
static int engine_watch(lua_State *L) {
  fansly_engine_watch(check_engine(L), lua_toboolean(L, 2));
  return 0;
}

/* engine:change() -> socket, "r" | "w" | "rw" | "", which is no more; nil: no further change */
static int engine_change(lua_State *L) {
  curl_socket_t socket;
  int what;
  if (!fansly_engine_change(check_engine(L), &socket, &what)) return lua_pushnil(L), 1;
  static const char *const names[] = {"", "r", "w", "rw", ""};
  fansly_pushwhole(L, (double)socket);
  lua_pushstring(L, names[what]);
  return 2;
}

/* engine:timer() -> seconds until it wants a turn in any case, nil for never */
static int engine_timer(lua_State *L) {
  double seconds = fansly_engine_timer(check_engine(L));
  if (seconds < 0) lua_pushnil(L);
  else lua_pushnumber(L, seconds);
  return 1;
}

/* engine:action(socket, events): a turn for one socket; events as in engine:change, "e" in them for an error.
 * engine:action(): the timer is due */
static int engine_action(lua_State *L) {
  fansly_engine *engine = check_engine(L);
  if (lua_isnoneornil(L, 2)) return fansly_engine_action(engine, CURL_SOCKET_TIMEOUT, 0), 0;
  const char *events = luaL_checkstring(L, 3);
  int bits = (strchr(events, 'r') != NULL ? CURL_CSELECT_IN : 0) | (strchr(events, 'w') != NULL ? CURL_CSELECT_OUT : 0) |
             (strchr(events, 'e') != NULL ? CURL_CSELECT_ERR : 0);
  fansly_engine_action(engine, (curl_socket_t)luaL_checknumber(L, 2), bits);
  return 0;
}

/* engine:forked() -> whether another process made it; then nothing but close may be called */
static int engine_forked(lua_State *L) {
  lua_pushboolean(L, fansly_engine_is_forked(check_engine(L)));
  return 1;
}

/* engine:cancel(id) -> whether it was under way */
static int engine_cancel(lua_State *L) {
  fansly_engine *engine = check_engine(L);
  lua_pushboolean(L, fansly_engine_cancel(engine, luaL_checknumber(L, 2)));
  return 1;
}

/* engine:next() -> id of the oldest finished request, nil for none */
static int engine_next(lua_State *L) {
  const fansly_transfer *transfer = fansly_engine_peek(check_engine(L));
  if (transfer == NULL) lua_pushnil(L);
  else fansly_pushwhole(L, transfer->id);
  return 1;
}

/* engine:read(id, want) -> exchange; nil when no request of that id has finished */
static int engine_read(lua_State *L) {
  double id = luaL_checknumber(L, 2);
  int want = lua_istable(L, 3) ? 3 : 0;
  lua_settop(L, 3);
  fansly_transfer **box = (fansly_transfer **)push_box(L, TRANSFER);
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

/* core.answer(status, headers, body, key, want) -> exchange, as engine:read gives it for an answer of these bytes.
 * headers: lines "Name: value"; want: as for engine:read. */
static int answer(lua_State *L) {
  size_t len;
  int status = (int)luaL_checknumber(L, 1);
  const char *headers = luaL_checkstring(L, 2), *body = luaL_checklstring(L, 3, &len);
  fansly_request request = {.method = "GET", .url = "", .max_body = len};
  int want = lua_istable(L, 5) ? 5 : 0;
  lua_settop(L, 5);
  fansly_transfer **box = (fansly_transfer **)push_box(L, TRANSFER);
  request.key = check_key(L, 4);
  *box = fansly_transfer_new(&request);
  if (*box == NULL) return luaL_error(L, "not enough memory");
  char line[32];
  snprintf(line, sizeof line, "HTTP/1.1 %03d", status);
  fansly_transfer_head(*box, line, strlen(line));
  feed_head(*box, headers);
  fansly_transfer_body(*box, body, len);
  (*box)->connections = 1;
  fansly_push_exchange(L, *box, want);
  return 1;
}

/* --- odds and ends --- */

/* core.now() -> seconds on a clock that nobody sets */
static int now(lua_State *L) {
  lua_pushnumber(L, fansly_now());
  return 1;
}

/* core.pid() -> id of this process */
static int pid(lua_State *L) {
  fansly_pushwhole(L, (double)getpid());
  return 1;
}

/* core.version() -> { module, curl, ssl } */
static int version(lua_State *L) {
  const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
  lua_newtable(L);
  lua_pushliteral(L, FANSLY_VERSION);
  lua_setfield(L, -2, "module");
  lua_pushstring(L, info->version);
  lua_setfield(L, -2, "curl");
  lua_pushstring(L, info->ssl_version != NULL ? info->ssl_version : "none");
  lua_setfield(L, -2, "ssl");
  return 1;
}

const luaL_Reg fansly_engine_functions[] = {{"engine", engine_new}, {"key", key_new},   {"target", target}, {"base_url", base_url},
                                            {"is_id", is_id},       {"answer", answer}, {"now", now},       {"version", version},
                                            {"pid", pid},           {NULL, NULL}};

static const luaL_Reg engine_methods[] = {{"submit", engine_submit}, {"step", engine_step},       {"cancel", engine_cancel},
                                          {"watch", engine_watch},   {"change", engine_change},   {"timer", engine_timer},
                                          {"action", engine_action}, {"forked", engine_forked},   {"next", engine_next},
                                          {"read", engine_read},     {"pending", engine_pending}, {"close", engine_close},
                                          {"__gc", engine_close},    {"__close", engine_close},   {NULL, NULL}};

static const luaL_Reg key_methods[] = {
    {"matches", key_matches}, {"wipe", key_wipe}, {"__gc", key_wipe}, {"__tostring", key_tostring}, {NULL, NULL}};

static const luaL_Reg transfer_methods[] = {{"__gc", transfer_gc}, {NULL, NULL}};

static const luaL_Reg buffer_methods[] = {{"__gc", buffer_gc}, {NULL, NULL}};

/* A metatable that is its own __index, and that nobody gets at from Lua. */
static void make_type(lua_State *L, const char *name, const luaL_Reg *methods) {
  if (luaL_newmetatable(L, name)) {
    fansly_setfuncs(L, methods);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
}

void fansly_engine_types(lua_State *L) {
  make_type(L, ENGINE, engine_methods);
  make_type(L, KEY, key_methods);
  make_type(L, TRANSFER, transfer_methods);
  make_type(L, BUFFER, buffer_methods);
}
