/* The sockets that libcurl waits for, and the wait. One file for each way in which systems do it: epoll, kqueue, poll. */
#ifndef FANSLY_SOCKETS_H
#define FANSLY_SOCKETS_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

/* A socket on which something happened, with the CURL_CSELECT_ bits of what. */
typedef struct {
  curl_socket_t socket;
  int bits;
} fansly_ready;

typedef struct fansly_sockets fansly_sockets;

/* NULL where memory or descriptors are out. */
fansly_sockets *fansly_sockets_new(void);

/* What to wait for at a socket from here on, a CURL_POLL_ value; CURL_POLL_REMOVE for nothing. False: memory is out. */
bool fansly_sockets_set(fansly_sockets *sockets, curl_socket_t socket, int what);

/* Whether anything is waited for at a socket. */
bool fansly_sockets_has(const fansly_sockets *sockets, curl_socket_t socket);

/* Waits until something happens, no longer than so many milliseconds. At most `room` sockets, so there may be more; each gets its turn. */
size_t fansly_sockets_wait(fansly_sockets *sockets, int milliseconds, fansly_ready *ready, size_t room);

/* A descriptor that can be read as long as something has happened at any socket: for an event loop that waits in our place. -1 where the
 * system has none. */
int fansly_sockets_descriptor(const fansly_sockets *sockets);

/* NULL is allowed. */
void fansly_sockets_free(fansly_sockets *sockets);

#pragma GCC visibility pop

#endif
