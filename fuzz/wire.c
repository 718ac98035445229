/* For fuzz/wire.lua: an exchange through libcurl with a server that answers with given bytes, over a socket.
 *
 * exchange(key, send, bytes, want) -> exchange, as engine:read gives it; whether the server had the whole request */
#define _POSIX_C_SOURCE 200809L /* sockets */

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../src/engine.h"
#include "../src/lua_core.h"

#define TURNS_MAX 1000
#define BODY "{\"content\":\"hi\"}"

int luaopen_fuzz_wire(lua_State *L);

typedef struct {
  int listener, socket;
  char request[4096];
  size_t request_len;
} peer;

static bool ends_with(const peer *p, const char *text) {
  size_t len = strlen(text);
  return p->request_len >= len && memcmp(p->request + p->request_len - len, text, len) == 0;
}

static bool has_request(peer *p, bool send) {
  if (p->socket < 0) p->socket = accept(p->listener, NULL, NULL);
  ssize_t len = recv(p->socket, p->request + p->request_len, sizeof p->request - p->request_len, MSG_DONTWAIT);
  if (len > 0) p->request_len += (size_t)len;
  return ends_with(p, send ? "\r\n\r\n" BODY : "\r\n\r\n");
}

/* A name that no file has, so that connections leave nothing behind, neither files nor ports. */
static const char *name(void) {
  static char text[32];
  snprintf(text, sizeof text, "fansly-fuzz-%ld", (long)getpid());
  return text;
}

static int listen_at(const char *text) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path + 1, text, strlen(text));
  socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(text));
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 8) != 0) abort();
  if (fcntl(listener, F_SETFL, O_NONBLOCK) != 0) abort();
  return listener;
}

static fansly_transfer *start(fansly_engine *engine, fansly_secret *key, bool send) {
  fansly_request request = {.method = send ? "POST" : "GET",
                            .url = "http://127.0.0.1:9/api/fansly/a/chats",
                            .body = send ? BODY : NULL,
                            .body_len = send ? strlen(BODY) : 0,
                            .user_agent = "fuzz",
                            .key = key,
                            .timeout = 20,
                            .connect_timeout = 10,
                            .max_body = 16384,
                            .send = send};
  fansly_transfer *t = fansly_transfer_new(&request);
  if (t == NULL || fansly_transfer_open(t, &request) != CURLE_OK) abort();
  curl_easy_setopt(t->easy, CURLOPT_ABSTRACT_UNIX_SOCKET, name());
  if (fansly_engine_submit(engine, t) != NULL) abort();
  return t;
}

/* The server reads the request, writes the bytes, and closes its side. */
static bool serve(fansly_engine *engine, peer *p, bool send_, const char *bytes, size_t len) {
  bool answered = false;
  for (int i = 0; i < TURNS_MAX && fansly_engine_peek(engine) == NULL; i++) {
    fansly_engine_step(engine, answered ? 0.01 : 0, 0);
    if (answered || !has_request(p, send_)) continue;
    answered = true;
    if (len > 0 && send(p->socket, bytes, len, MSG_NOSIGNAL) != (ssize_t)len) abort();
    shutdown(p->socket, SHUT_WR);
  }
  return answered;
}

static int exchange(lua_State *L) {
  size_t len;
  fansly_secret *key = fansly_check_key(L, 1);
  bool send_ = lua_toboolean(L, 2);
  const char *bytes = luaL_checklstring(L, 3, &len), *problem;
  static int listener = -1;
  if (listener < 0) listener = listen_at(name());
  peer p = {.listener = listener, .socket = -1};
  fansly_engine *engine = fansly_engine_new(&problem);
  if (engine == NULL) abort();
  double id = start(engine, key, send_)->id;
  bool whole = serve(engine, &p, send_, bytes, len);
  fansly_transfer *t = fansly_engine_take(engine, id);
  if (t == NULL) {
    fprintf(stderr, "the exchange does not end\n");
    abort();
  }
  fansly_push_exchange(L, t, lua_istable(L, 4) ? 4 : 0);
  lua_pushboolean(L, whole);
  fansly_transfer_free(t);
  fansly_engine_free(engine);
  close(p.socket);
  return 2;
}

int luaopen_fuzz_wire(lua_State *L) {
  lua_pushcfunction(L, exchange);
  return 1;
}
