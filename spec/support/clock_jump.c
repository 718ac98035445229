/* Preloaded into a process under test: the clock of the day jumps by ten years, forwards and back, each time that somebody looks. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#define TEN_YEARS (10L * 365 * 24 * 60 * 60)

typedef int clock_function(clockid_t, struct timespec *);

static long jump(void) {
  static long now = TEN_YEARS;
  return now = -now;
}

int clock_gettime(clockid_t id, struct timespec *at) {
  static clock_function *real;
  if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(id, at);
  if (id == CLOCK_REALTIME) at->tv_sec += jump();
  return result;
}

time_t time(time_t *kept) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  if (kept != NULL) *kept = at.tv_sec;
  return at.tv_sec;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *at = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return 0;
}
