/* SIGPIPE kept away from the host while libcurl writes. libcurl is told not to touch signals, since it would do so for the whole
 * process; some TLS libraries below it write in a way that raises this one. The file that includes it defines _POSIX_C_SOURCE
 * first. */
#ifndef FANSLY_SIGPIPE_H
#define FANSLY_SIGPIPE_H

#if defined _WIN32
typedef int fansly_sigpipe;
#define fansly_sigpipe_hold() 0
#define fansly_sigpipe_release(held) ((void)(held))
#else
#include <signal.h>
#include <stdbool.h>

typedef struct {
  sigset_t before;
  bool was_pending;
} fansly_sigpipe;

static inline bool fansly_sigpipe_is_pending(void) {
  sigset_t pending;
  return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

/* Blocks it for this thread. */
static inline fansly_sigpipe fansly_sigpipe_hold(void) {
  fansly_sigpipe held;
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, SIGPIPE);
  held.was_pending = fansly_sigpipe_is_pending();
  pthread_sigmask(SIG_BLOCK, &only, &held.before);
  return held;
}

/* Takes away the one that came meanwhile, and sets things as they were. */
static inline void fansly_sigpipe_release(fansly_sigpipe held) {
  if (!held.was_pending && fansly_sigpipe_is_pending()) {
    sigset_t only;
    int taken;
    sigemptyset(&only);
    sigaddset(&only, SIGPIPE);
    (void)sigwait(&only, &taken);
  }
  pthread_sigmask(SIG_SETMASK, &held.before, NULL);
}
#endif

#endif
