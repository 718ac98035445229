/* A small HTTP server for the out-of-memory torture: one process, a few connections, the same good answer to everything. */
#define _GNU_SOURCE /* memmem, MAP_ANONYMOUS */

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oom.h"

#define CONNECTIONS 32
#define REQUEST_MAX 8192

typedef struct {
  int socket;
  size_t len;
  char bytes[REQUEST_MAX];
} connection;

static pid_t server;
static volatile unsigned char *ledger;
static connection connections[CONNECTIONS];
static char answer[4096];
static const char file[] = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 9\r\n\r\nnot JSON!";

/* Has of everything what a reader treats in a way of its own, and what each of the calls needs. */
static const char body[] =
    "{\"statusCode\":200,\"message\":\"Success\",\"timestamp\":\"2026-04-19T16:47:11.017Z\",\"data\":{\"status_code\":200,"
    "\"nextCursor\":\"c2\",\"data\":{\"success\":true,\"response\":{\"id\":\"790000000000000001\",\"ignoreFlags\":1,\"jobId\":"
    "\"j1\","
    "\"data\":[{\"groupId\":\"g1\",\"partnerAccountId\":\"p1\",\"text\":\"\\u00e9 \\\"quoted\\\" and longer than what Lua keeps "
    "in its table of short strings\",\"long\":790000000000000002,\"price\":4.99,\"exponent\":1e300,\"none\":null,"
    "\"list\":[1,2,3,null,true,[[[[]]]]],\"nested\":{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}},{\"groupId\":\"g2\"}],"
    "\"aggregationData\":{\"accounts\":[{\"id\":\"p1\",\"username\":\"user1\"}]}}}}}";

static void lay_out_answer(void) {
  snprintf(answer, sizeof answer,
           "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nX-Request-Id: r1\r\n"
           "X-RateLimit-Limit: 600\r\nX-RateLimit-Remaining: 599\r\nX-RateLimit-Plan: pro\r\n\r\n%s",
           sizeof body - 1, body);
}

/* Bytes of the request at the beginning of what came in; 0 while it is not whole. */
static size_t request_length(const connection *c) {
  const char *end = memmem(c->bytes, c->len, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = (size_t)(end - c->bytes) + 4, length = 0;
  const char *field = memmem(c->bytes, head, "Content-Length:", 15);
  if (field != NULL) length = (size_t)strtoul(field + 15, NULL, 10);
  return c->len >= head + length ? head + length : 0;
}

static void execute(const char *request, size_t len) {
  const char *token = memmem(request, len, "tk", 2);
  if (token == NULL || token + 9 > request + len) return;
  char digits[8] = {0};
  memcpy(digits, token + 2, 7);
  unsigned long number = strtoul(digits, NULL, 10);
  if (number < OOM_TOKENS) ledger[number]++;
}

static void drop(connection *c) {
  close(c->socket);
  c->socket = -1;
  c->len = 0;
}

static void serve(connection *c) {
  ssize_t count = recv(c->socket, c->bytes + c->len, sizeof c->bytes - c->len, 0);
  if (count <= 0) {
    drop(c);
    return;
  }
  c->len += (size_t)count;
  for (size_t len; (len = request_length(c)) > 0;) {
    execute(c->bytes, len);
    const char *text = strncmp(c->bytes, "POST /api/fansly/media/download ", 32) == 0 ? file : answer;
    memmove(c->bytes, c->bytes + len, c->len - len);
    c->len -= len;
    if (send(c->socket, text, strlen(text), MSG_NOSIGNAL) < 0) {
      drop(c);
      return;
    }
  }
}

static void welcome(int listener) {
  int socket = accept(listener, NULL, NULL);
  for (int i = 0; socket >= 0 && i < CONNECTIONS; i++) {
    if (connections[i].socket >= 0) continue;
    connections[i].socket = socket;
    return;
  }
  if (socket >= 0) close(socket);
}

static void run(int listener) {
  struct pollfd polled[CONNECTIONS + 1];
  for (int i = 0; i < CONNECTIONS; i++) connections[i].socket = -1;
  lay_out_answer();
  for (;;) {
    for (int i = 0; i < CONNECTIONS; i++) polled[i] = (struct pollfd){.fd = connections[i].socket, .events = POLLIN};
    polled[CONNECTIONS] = (struct pollfd){.fd = listener, .events = POLLIN};
    if (poll(polled, CONNECTIONS + 1, -1) < 0) continue;
    for (int i = 0; i < CONNECTIONS; i++) {
      if (polled[i].revents != 0) serve(&connections[i]);
    }
    if (polled[CONNECTIONS].revents != 0) welcome(listener);
  }
}

int oom_start_server(volatile unsigned char **executed) {
  void *shared = mmap(NULL, OOM_TOKENS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (shared == MAP_FAILED || listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
      listen(listener, CONNECTIONS) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    return 0;
  }
  *executed = ledger = shared;
  server = fork();
  if (server < 0) return 0;
  if (server == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run(listener);
  }
  close(listener);
  return ntohs(address.sin_port);
}

void oom_stop_server(void) {
  kill(server, SIGKILL);
  waitpid(server, NULL, 0);
}
