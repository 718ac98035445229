#include "queue.h"

#if defined FANSLY_EPOLL

#include <errno.h>
#include <sys/epoll.h>

int fansly_queue_open(void) {
  return epoll_create1(EPOLL_CLOEXEC);
}

bool fansly_queue_change(int queue, curl_socket_t socket, int before, int after) {
  struct epoll_event event = {.events = (after & CURL_POLL_IN ? EPOLLIN : 0u) | (after & CURL_POLL_OUT ? EPOLLOUT : 0u),
                              .data.fd = socket};
  if (after == 0) return epoll_ctl(queue, EPOLL_CTL_DEL, socket, &event), true;
  if (before != 0 && epoll_ctl(queue, EPOLL_CTL_MOD, socket, &event) == 0) return true;
  /* its number may have gone to another socket, which is new to the queue */
  return epoll_ctl(queue, EPOLL_CTL_ADD, socket, &event) == 0 ||
         (errno == EEXIST && epoll_ctl(queue, EPOLL_CTL_MOD, socket, &event) == 0);
}

size_t fansly_queue_wait(int queue, int milliseconds, fansly_ready *ready, size_t room) {
  struct epoll_event events[FANSLY_BATCH];
  int count = epoll_wait(queue, events, room < FANSLY_BATCH ? (int)room : FANSLY_BATCH, milliseconds);
  for (int i = 0; i < count; i++) {
    unsigned happened = events[i].events;
    ready[i].socket = events[i].data.fd;
    ready[i].bits = (happened & (EPOLLIN | EPOLLHUP) ? CURL_CSELECT_IN : 0) | (happened & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                    (happened & EPOLLERR ? CURL_CSELECT_ERR : 0);
  }
  return count > 0 ? (size_t)count : 0;
}

#endif
