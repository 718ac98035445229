/* Descriptors that programs started by the host must not inherit. The file that includes it defines _POSIX_C_SOURCE first. */
#ifndef FANSLY_DESCRIPTOR_H
#define FANSLY_DESCRIPTOR_H

#if defined _WIN32
/* Sockets are inherited on request only. */
#define fansly_close_on_exec(descriptor) ((void)(descriptor))
#else
#include <fcntl.h>

/* Does nothing for what is not open. */
static inline void fansly_close_on_exec(int descriptor) {
  int flags = fcntl(descriptor, F_GETFD);
  if (flags >= 0) (void)fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
}
#endif

#endif
