/* From Lua tables to a request: URLs, ids, and the fields of a request. */
#include <string.h>

#include "lua_core.h"
#include "uri.h"

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
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (*count == room) luaL_error(L, "params changed while they were read");
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
  fansly_raise_memory(L, problem);
  fansly_refuse(L, "validation", problem);
  lua_pushlstring(L, field != NULL ? field : "path", field != NULL ? field_len : 4);
  return 4;
}

/* A table in a field: [-0, +1]; its index, 0 where it is absent. */
static int push_table(lua_State *L, int table, const char *name) {
  fansly_rawfield(L, table, name);
  if (lua_istable(L, -1)) return lua_gettop(L);
  if (!lua_isnil(L, -1)) luaL_error(L, "request.%s is not a table", name);
  return 0;
}

/* [-0, +2]: their tables */
static void push_files(lua_State *L, int table, fansly_request *request) {
  size_t len;
  int upload = push_table(L, table, "upload"), save = push_table(L, table, "save");
  if (upload != 0) {
    request->file = need_text(L, upload, "path", &len);
    request->file_name = need_text(L, upload, "name", &len);
    request->file_type = need_text(L, upload, "type", &len);
  }
  if (save != 0) {
    request->save_to = need_text(L, save, "path", &len);
    request->max_bytes = (uint64_t)need_number(L, save, "max_bytes");
  }
}

/* What many requests share: [-0, +1], the table of it, at the index that is returned. */
static int push_settings(lua_State *L, int table, fansly_request *request) {
  size_t len;
  int settings = push_table(L, table, "settings");
  if (settings == 0) luaL_error(L, "request.settings is missing");
  request->ca_file = text_field(L, settings, "ca_file", &len);
  request->proxy = text_field(L, settings, "proxy", &len);
  request->connect_timeout = need_number(L, settings, "connect_timeout");
  request->stall = need_number(L, settings, "stall_timeout");
  request->max_body = (size_t)need_number(L, settings, "max_body");
  return settings;
}

static bool read_flag(lua_State *L, int table, const char *name) {
  fansly_rawfield(L, table, name);
  bool flag = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return flag;
}

int fansly_read_request(lua_State *L, int table, fansly_request *request, fansly_buffer *url) {
  size_t len;
  *request = (fansly_request){.user_agent = "fansly-lua/" FANSLY_VERSION};
  request->method = need_text(L, table, "method", &len);
  request->body = text_field(L, table, "body", &request->body_len);
  request->timeout = need_number(L, table, "timeout");
  request->send = read_flag(L, table, "send");
  request->connect_only = read_flag(L, table, "connect_only");
  request->trace = read_flag(L, table, "trace");
  push_files(L, table, request);
  int settings = push_settings(L, table, request);
  const char *base = need_text(L, settings, "base", &len);
  if (!fansly_buffer_add(url, base, len)) return fansly_refuse(L, "memory", "out of memory while the URL was built");
  int top = lua_gettop(L);
  fansly_rawfield(L, table, "path");
  fansly_rawfield(L, table, "params");
  fansly_rawfield(L, table, "query");
  int refused = add_target(L, url, top + 1, top + 2, top + 3);
  if (refused) return refused;
  request->url = url->data;
  fansly_rawfield(L, settings, "key");
  request->key = fansly_key_at(L, -1); /* last, since all else may run a finalizer that wipes it */
  return request->key != NULL ? 0 : fansly_refuse(L, "closed", "the client was closed");
}

/* core.target(path, params, query) -> text | nil, kind, message, field */
static int target(lua_State *L) {
  lua_settop(L, 3);
  fansly_buffer *out = fansly_push_buffer(L);
  int refused = add_target(L, out, 1, 2, 3);
  if (refused) return fansly_buffer_free(out), refused;
  lua_pushlstring(L, out->data, out->len);
  fansly_buffer_free(out);
  return 1;
}

/* core.base_url(text) -> text | nil, problem */
static int base_url(lua_State *L) {
  size_t len;
  const char *text = luaL_checklstring(L, 1, &len);
  fansly_buffer *out = fansly_push_buffer(L);
  const char *problem = fansly_uri_base(out, text, len);
  if (problem != NULL) {
    fansly_raise_memory(L, problem);
    lua_pushnil(L);
    lua_pushstring(L, problem);
    fansly_buffer_free(out);
    return 2;
  }
  lua_pushlstring(L, out->data, out->len);
  fansly_buffer_free(out);
  return 1;
}

/* core.is_id(value) -> boolean */
static int is_id(lua_State *L) {
  size_t len = 0;
  const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
  lua_pushboolean(L, text != NULL && fansly_is_id(text, len));
  return 1;
}

/* core.file_size(path) -> bytes of a file that can be sent | nil, problem */
static int file_size(lua_State *L) {
  fansly_upload upload;
  char problem[CURL_ERROR_SIZE];
  bool opened = fansly_upload_open(&upload, luaL_checkstring(L, 1), problem, sizeof problem);
  fansly_upload_close(&upload);
  if (opened) return fansly_pushwhole(L, (double)upload.size), 1;
  fansly_raise_memory(L, problem);
  lua_pushnil(L);
  lua_pushstring(L, problem);
  return 2;
}

/* core.can_save(path) -> whether a file can be made there, or put in the place of the one that is there | false, problem */
static int can_save(lua_State *L) {
  fansly_sink sink;
  char problem[CURL_ERROR_SIZE];
  bool opened = fansly_sink_open(&sink, luaL_checkstring(L, 1), 0, problem, sizeof problem);
  fansly_sink_close(&sink);
  lua_pushboolean(L, opened);
  if (opened) return 1;
  fansly_raise_memory(L, problem);
  lua_pushstring(L, problem);
  return 2;
}

const luaL_Reg fansly_request_functions[] = {{"target", target},       {"base_url", base_url}, {"is_id", is_id},
                                             {"file_size", file_size}, {"can_save", can_save}, {NULL, NULL}};
