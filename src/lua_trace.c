/* A trace becomes a table. */
#include "lua_core.h"
#include "trace.h"

static const struct {
  long version;
  const char *name;
} versions[] = {
    {CURL_HTTP_VERSION_1_0, "1.0"}, {CURL_HTTP_VERSION_1_1, "1.1"}, {CURL_HTTP_VERSION_2_0, "2"}, {CURL_HTTP_VERSION_3, "3"}};

static void set_seconds(lua_State *L, const char *name, double value) {
  if (value <= 0) return;
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void set_bytes(lua_State *L, const char *name, double value) {
  fansly_pushwhole(L, value);
  lua_setfield(L, -2, name);
}

/* Sets `headers`, the list of names, in lower case and without the key: [-0, +0] */
static void set_names(lua_State *L, const fansly_transfer *t) {
  fansly_trace *trace = t->trace;
  fansly_secret_redact(t->key, trace->names, trace->names_len);
  for (char *c = trace->names; *c != '\0'; c++) {
    if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
  }
  lua_newtable(L);
  int count = 0;
  for (const char *name = trace->names; *name != '\0';) {
    size_t len = strcspn(name, " ");
    lua_pushlstring(L, name, len);
    lua_rawseti(L, -2, ++count);
    name += name[len] == ' ' ? len + 1 : len;
  }
  lua_setfield(L, -2, "headers");
}

void fansly_push_trace(lua_State *L, const fansly_transfer *t) {
  const fansly_trace *trace = t->trace;
  lua_newtable(L);
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
    if (versions[i].version != trace->http) continue;
    lua_pushstring(L, versions[i].name);
    lua_setfield(L, -2, "http");
  }
  if (trace->tls[0] != '\0') {
    lua_pushstring(L, trace->tls);
    lua_setfield(L, -2, "tls");
  }
  lua_pushboolean(L, trace->reused);
  lua_setfield(L, -2, "reused");
  set_bytes(L, "sent", trace->sent);
  set_bytes(L, "received", trace->received);
  set_seconds(L, "lookup", trace->lookup);
  set_seconds(L, "connect", trace->connect);
  set_seconds(L, "handshake", trace->handshake);
  set_seconds(L, "waiting", trace->waiting);
  double date = fansly_transfer_date(t);
  if (date >= 0) set_bytes(L, "date", date);
  set_names(L, t);
}
