/* Answers every GET on loopback with a page of ten chats, so many milliseconds after it came: `delay_server MILLISECONDS`. Prints its
 * port, and ends with its standard input. Written for a thousand connections at a time, which few servers delay without effort. */
#define _GNU_SOURCE /* accept4 */

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM 8192 /* answers under way, and numbers of sockets */

typedef struct {
  double at;
  int socket;
} due_answer;

/* The delay is the same for all, so the first to come is the first to be answered. */
static due_answer due[ROOM];
static size_t first, last;
static int matched[ROOM]; /* bytes of the blank line behind a head that have come, by socket */
static char answer[4096];
static size_t answer_len;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void make_answer(void) {
  char body[3072] = "{\"statusCode\":200,\"data\":{\"status_code\":200,\"data\":{\"success\":true,\"response\":{\"data\":[";
  for (int i = 0; i < 10; i++) {
    char chat[160];
    snprintf(chat, sizeof chat,
             "%s{\"groupId\":\"70000000000000000%d\",\"partnerAccountId\":\"60000000000000000%d\",\"unreadCount\":%d}",
             i > 0 ? "," : "", i, i, i);
    strcat(body, chat);
  }
  strcat(body, "]}}}}");
  answer_len =
      (size_t)snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                       strlen(body), body);
}

static int listen_on_loopback(void) {
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (server < 0 || bind(server, (struct sockaddr *)&address, size) != 0 || listen(server, 4096) != 0) return -1;
  getsockname(server, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return server;
}

static void watch(int poll, int descriptor) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
  epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

static void accept_all(int poll, int server) {
  for (int peer; (peer = accept4(server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    if (peer >= ROOM) {
      close(peer);
      continue;
    }
    matched[peer] = 0;
    watch(poll, peer);
  }
}

static void forget(int peer) {
  for (size_t i = first; i < last; i++) {
    if (due[i % ROOM].socket == peer) due[i % ROOM].socket = -1;
  }
  close(peer);
}

static void read_head(int peer, double delay) {
  static const char blank[] = "\r\n\r\n";
  char bytes[4096];
  ssize_t count = read(peer, bytes, sizeof bytes);
  if (count <= 0) {
    if (count == 0 || errno != EAGAIN) forget(peer);
    return;
  }
  for (ssize_t i = 0; i < count; i++) {
    matched[peer] = bytes[i] == blank[matched[peer]] ? matched[peer] + 1 : bytes[i] == '\r';
    if (matched[peer] < 4) continue;
    matched[peer] = 0;
    if (last - first < ROOM) due[last++ % ROOM] = (due_answer){now() + delay, peer};
  }
}

static void answer_due(void) {
  for (; first < last && due[first % ROOM].at <= now(); first++) {
    int peer = due[first % ROOM].socket;
    if (peer >= 0 && write(peer, answer, answer_len) < 0) forget(peer);
  }
}

static int patience(void) {
  if (first == last) return -1;
  double left = due[first % ROOM].at - now();
  return left > 0 ? (int)(left * 1000) + 1 : 0;
}

int main(int argc, char **argv) {
  double delay = argc == 2 ? atof(argv[1]) / 1000 : 0;
  int poll = epoll_create1(EPOLL_CLOEXEC), server = listen_on_loopback();
  if (poll < 0 || server < 0) return 1;
  make_answer();
  watch(poll, server);
  watch(poll, STDIN_FILENO);
  for (bool running = true; running;) {
    struct epoll_event events[256];
    int count = epoll_wait(poll, events, 256, patience());
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == STDIN_FILENO) running = false;
      else if (events[i].data.fd == server) accept_all(poll, server);
      else read_head(events[i].data.fd, delay);
    }
    answer_due();
  }
  return 0;
}
