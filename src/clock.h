/* A clock that nobody sets. The file that includes it defines _POSIX_C_SOURCE first. */
#ifndef FANSLY_CLOCK_H
#define FANSLY_CLOCK_H

#include <time.h>

#if defined _WIN32
#include <windows.h>
#endif

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

/* Waits, less long when a signal comes. */
static inline void fansly_sleep(double seconds) {
#if defined _WIN32
  Sleep((DWORD)(seconds * 1000));
#else
  struct timespec time = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
  (void)nanosleep(&time, NULL);
#endif
}

#endif
