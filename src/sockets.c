#define _POSIX_C_SOURCE 200809L /* poll */

#include "sockets.h"

#include <stdlib.h>
#include <string.h>

#include "polling.h"
#include "queue.h"

#if defined FANSLY_EPOLL || defined FANSLY_KQUEUE

#include <unistd.h>

struct fansly_sockets {
  int queue;
  size_t count;
  /* by number of a socket: the CURL_POLL_ bits that the queue has for it */
  unsigned char *bits;
  size_t room;
};

fansly_sockets *fansly_sockets_new(void) {
  fansly_sockets *sockets = calloc(1, sizeof *sockets);
  if (sockets == NULL) return NULL;
  sockets->queue = fansly_queue_open();
  if (sockets->queue >= 0) return sockets;
  free(sockets);
  return NULL;
}

static bool make_room(fansly_sockets *sockets, size_t number) {
  if (number < sockets->room) return true;
  size_t room = number < 64 ? 64 : number * 2;
  unsigned char *bits = realloc(sockets->bits, room);
  if (bits == NULL) return false;
  memset(bits + sockets->room, 0, room - sockets->room);
  sockets->bits = bits;
  sockets->room = room;
  return true;
}

bool fansly_sockets_set(fansly_sockets *sockets, curl_socket_t socket, int what) {
  int after = what & CURL_POLL_INOUT, before = fansly_sockets_has(sockets, socket) ? sockets->bits[socket] : 0;
  if (after == before) return true;
  if (!make_room(sockets, (size_t)socket) || !fansly_queue_change(sockets->queue, socket, before, after)) return false;
  sockets->bits[socket] = (unsigned char)after;
  sockets->count += (before == 0);
  sockets->count -= (after == 0);
  return true;
}

bool fansly_sockets_has(const fansly_sockets *sockets, curl_socket_t socket) {
  return socket >= 0 && (size_t)socket < sockets->room && sockets->bits[socket] != 0;
}

size_t fansly_sockets_wait(fansly_sockets *sockets, int milliseconds, fansly_ready *ready, size_t room) {
  if (sockets->count == 0 && milliseconds == 0) return 0;
  return fansly_queue_wait(sockets->queue, milliseconds, ready, room);
}

int fansly_sockets_descriptor(const fansly_sockets *sockets) {
  return sockets->queue;
}

void fansly_sockets_free(fansly_sockets *sockets) {
  if (sockets == NULL) return;
  close(sockets->queue);
  free(sockets->bits);
  free(sockets);
}

#else /* a list, which is looked through each time */

struct fansly_sockets {
  struct pollfd *polled;
  size_t count, room, first;
};

fansly_sockets *fansly_sockets_new(void) {
  return calloc(1, sizeof(fansly_sockets));
}

static struct pollfd *find(const fansly_sockets *sockets, curl_socket_t socket) {
  for (size_t i = 0; i < sockets->count; i++) {
    if (sockets->polled[i].fd == socket) return &sockets->polled[i];
  }
  return NULL;
}

static struct pollfd *append(fansly_sockets *sockets, curl_socket_t socket) {
  if (sockets->count == sockets->room) {
    size_t room = sockets->room == 0 ? 16 : sockets->room * 2;
    struct pollfd *polled = realloc(sockets->polled, room * sizeof *polled);
    if (polled == NULL) return NULL;
    sockets->polled = polled;
    sockets->room = room;
  }
  struct pollfd *entry = &sockets->polled[sockets->count++];
  *entry = (struct pollfd){.fd = socket};
  return entry;
}

bool fansly_sockets_set(fansly_sockets *sockets, curl_socket_t socket, int what) {
  struct pollfd *entry = find(sockets, socket);
  if (what == CURL_POLL_REMOVE) {
    if (entry != NULL) *entry = sockets->polled[--sockets->count];
    return true;
  }
  if (entry == NULL) entry = append(sockets, socket);
  if (entry == NULL) return false;
  entry->events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
  return true;
}

bool fansly_sockets_has(const fansly_sockets *sockets, curl_socket_t socket) {
  return find(sockets, socket) != NULL;
}

size_t fansly_sockets_wait(fansly_sockets *sockets, int milliseconds, fansly_ready *ready, size_t room) {
  if (sockets->count == 0 && milliseconds == 0) return 0;
  if (poll(sockets->polled, (nfds_t)sockets->count, milliseconds) <= 0) return 0;
  size_t count = 0;
  sockets->first = sockets->first + 1 < sockets->count ? sockets->first + 1 : 0; /* from another socket each time */
  for (size_t i = 0; i < sockets->count && count < room; i++) {
    const struct pollfd *p = &sockets->polled[(sockets->first + i) % sockets->count];
    if (p->revents == 0) continue;
    ready[count].socket = p->fd;
    ready[count++].bits = (p->revents & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) | (p->revents & POLLOUT ? CURL_CSELECT_OUT : 0) |
                          (p->revents & (POLLERR | POLLNVAL) ? CURL_CSELECT_ERR : 0);
  }
  return count;
}

int fansly_sockets_descriptor(const fansly_sockets *sockets) {
  (void)sockets;
  return -1;
}

void fansly_sockets_free(fansly_sockets *sockets) {
  if (sockets == NULL) return;
  free(sockets->polled);
  free(sockets);
}

#endif
