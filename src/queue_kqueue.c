#include "queue.h"

#if defined FANSLY_KQUEUE

#include <fcntl.h>
#include <sys/types.h>

#include <sys/event.h>
#include <time.h>

int fansly_queue_open(void) {
  int queue = kqueue();
  if (queue >= 0) (void)fcntl(queue, F_SETFD, FD_CLOEXEC);
  return queue;
}

/* One of the two directions. One that is to go may have gone with its socket. */
static bool change(int queue, curl_socket_t socket, int filter, bool before, bool after) {
  if (!before && !after) return true;
  struct kevent event;
  EV_SET(&event, (uintptr_t)socket, filter, after ? EV_ADD : EV_DELETE, 0, 0, NULL);
  return kevent(queue, &event, 1, NULL, 0, NULL) == 0 || !after;
}

bool fansly_queue_change(int queue, curl_socket_t socket, int before, int after) {
  return change(queue, socket, EVFILT_READ, before & CURL_POLL_IN, after & CURL_POLL_IN) &&
         change(queue, socket, EVFILT_WRITE, before & CURL_POLL_OUT, after & CURL_POLL_OUT);
}

size_t fansly_queue_wait(int queue, int milliseconds, fansly_ready *ready, size_t room) {
  struct kevent events[FANSLY_BATCH];
  struct timespec limit = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
  int count = kevent(queue, NULL, 0, events, room < FANSLY_BATCH ? (int)room : FANSLY_BATCH, &limit);
  for (int i = 0; i < count; i++) {
    ready[i].socket = (curl_socket_t)events[i].ident;
    ready[i].bits = events[i].filter == EVFILT_READ ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
    if (events[i].flags & EV_ERROR) ready[i].bits |= CURL_CSELECT_ERR;
  }
  return count > 0 ? (size_t)count : 0;
}

#endif
