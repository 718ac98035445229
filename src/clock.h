/* A clock that nobody sets. The file that includes it defines _POSIX_C_SOURCE first. */
#ifndef FANSLY_CLOCK_H
#define FANSLY_CLOCK_H

#include <time.h>

/* Seconds from some point in the past. */
static inline double fansly_now(void) {
  struct timespec time;
#ifdef CLOCK_MONOTONIC
  clock_gettime(CLOCK_MONOTONIC, &time);
#else
  timespec_get(&time, TIME_UTC);
#endif
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

#endif
