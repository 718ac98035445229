/* Takes what is sent to it and forgets it, and answers downloads with so many zeros: `media_server BYTES`. One connection at a time, on
 * loopback. Prints its port, and ends with its standard input. Written to be no slower than a client can be. */
#define _GNU_SOURCE /* memmem, accept4 */

#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BLOCK (1 << 20)

static char block[BLOCK];

static int listen_on_loopback(void) {
  int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (server < 0 || bind(server, (struct sockaddr *)&address, size) != 0 || listen(server, 16) != 0) return -1;
  getsockname(server, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return server;
}

static bool send_all(int peer, const char *bytes, size_t len) {
  while (len > 0) {
    ssize_t sent = send(peer, bytes, len, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    len -= (size_t)sent;
  }
  return true;
}

static bool send_text(int peer, const char *text) {
  return send_all(peer, text, strlen(text));
}

/* Reads up to the blank line behind a head, which is left as a text; how much of the body came with it, -1 at the end. */
static long long read_head(int peer, char *head, size_t room) {
  size_t have = 0;
  while (have < room - 1) {
    ssize_t got = recv(peer, head + have, room - 1 - have, 0);
    if (got <= 0) return -1;
    have += (size_t)got;
    char *end = memmem(head, have, "\r\n\r\n", 4);
    if (end == NULL) continue;
    *end = '\0';
    return (long long)(head + have - end) - 4;
  }
  return -1;
}

static bool skip(int peer, long long left) {
  while (left > 0) {
    ssize_t got = recv(peer, block, left < BLOCK ? (size_t)left : BLOCK, 0);
    if (got <= 0) return false;
    left -= got;
  }
  return true;
}

static const char job[] =
    "HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n"
    "{\"data\":{\"jobId\":\"j-1\"}}";

static void send_zeros(int peer, long long left) {
  static const char zeros[BLOCK];
  char head[128];
  snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: video/mp4\r\nContent-Length: %lld\r\n\r\n",
           left);
  if (!send_text(peer, head)) return;
  for (; left > 0; left -= BLOCK) {
    if (!send_all(peer, zeros, left < BLOCK ? (size_t)left : BLOCK)) return;
  }
}

static void answer(int peer, long long size) {
  char head[16384];
  long long came = read_head(peer, head, sizeof head);
  if (came < 0) return;
  const char *length = strcasestr(head, "\r\nContent-Length:");
  bool down = strncmp(head, "POST /api/fansly/media/download ", 32) == 0;
  if (strcasestr(head, "\r\nExpect: 100-continue") != NULL && !send_text(peer, "HTTP/1.1 100 Continue\r\n\r\n")) return;
  if (length != NULL && !skip(peer, atoll(length + 17) - came)) return;
  if (down) send_zeros(peer, size);
  else send_text(peer, job);
}

int main(int argc, char **argv) {
  int server = listen_on_loopback();
  if (server < 0 || argc != 2) return 1;
  struct pollfd waits[] = {{.fd = server, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  while (poll(waits, 2, -1) > 0 && waits[1].revents == 0) {
    int peer = accept4(server, NULL, NULL, SOCK_CLOEXEC);
    if (peer < 0) continue;
    answer(peer, atoll(argv[1]));
    close(peer);
  }
  return 0;
}
