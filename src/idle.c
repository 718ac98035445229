#define _POSIX_C_SOURCE 200809L /* poll, shutdown */

#include "idle.h"

#if defined _WIN32
#include <winsock2.h>
#define SHUT_RDWR SD_BOTH
#define close_socket closesocket
#else
#include <sys/socket.h>
#include <unistd.h>
#define close_socket close
#endif

#include "polling.h"

static int on_close(void *userdata, curl_socket_t socket) {
  fansly_idle_drop(userdata, socket);
  return close_socket(socket);
}

void fansly_idle_follow(fansly_idle *idle, CURL *easy) {
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, idle);
}

curl_socket_t fansly_idle_socket(CURL *easy) {
  long version = 0;
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  if (version != CURL_HTTP_VERSION_1_0 && version != CURL_HTTP_VERSION_1_1) return CURL_SOCKET_BAD;
  return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? socket : CURL_SOCKET_BAD;
}

void fansly_idle_add(fansly_idle *idle, curl_socket_t socket) {
  fansly_idle_drop(idle, socket);
  if (idle->count < FANSLY_CONNECTIONS_MAX) idle->sockets[idle->count++] = socket;
}

void fansly_idle_drop(fansly_idle *idle, curl_socket_t socket) {
  for (size_t i = idle->count; i-- > 0;) {
    if (idle->sockets[i] == socket) idle->sockets[i] = idle->sockets[--idle->count];
  }
}

/* As if the server had closed it: libcurl takes one with bytes to read for alive. */
static void end(curl_socket_t socket) {
  char bytes[4096];
  shutdown(socket, SHUT_RDWR);
  while (recv(socket, bytes, sizeof bytes, 0) > 0) {
  }
}

bool fansly_idle_check(fansly_idle *idle) {
  struct pollfd polled[FANSLY_CONNECTIONS_MAX];
  for (size_t i = 0; i < idle->count; i++) polled[i] = (struct pollfd){.fd = idle->sockets[i], .events = POLLIN};
  if (idle->count == 0 || poll(polled, (nfds_t)idle->count, 0) <= 0) return false;
  for (size_t i = idle->count; i-- > 0;) {
    if (polled[i].revents == 0) continue;
    end(polled[i].fd);
    fansly_idle_drop(idle, polled[i].fd);
  }
  return true;
}
