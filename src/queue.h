/* The system's own queue of what happened at descriptors, where it has one: epoll or kqueue. */
#ifndef FANSLY_QUEUE_H
#define FANSLY_QUEUE_H

#include "sockets.h"

#if defined FANSLY_NO_QUEUE
#elif defined __linux__ && !defined FANSLY_KQUEUE
#define FANSLY_EPOLL
#elif defined __APPLE__ || defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__ || defined __DragonFly__
#define FANSLY_KQUEUE
#endif

#define FANSLY_BATCH 64

#pragma GCC visibility push(hidden)

/* A descriptor, closed by close(); -1 where there is none left. */
int fansly_queue_open(void);

/* What is waited for at a socket changes from some CURL_POLL_ bits to others; 0 is nothing. False: it cannot be waited for. */
bool fansly_queue_change(int queue, curl_socket_t socket, int before, int after);

/* As fansly_sockets_wait, for at most FANSLY_BATCH. */
size_t fansly_queue_wait(int queue, int milliseconds, fansly_ready *ready, size_t room);

#pragma GCC visibility pop

#endif
