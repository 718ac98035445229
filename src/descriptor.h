/* Descriptors: those that programs started by the host must not inherit, and whether any are left. The file that includes it
 * defines _POSIX_C_SOURCE first. */
#ifndef FANSLY_DESCRIPTOR_H
#define FANSLY_DESCRIPTOR_H

#if defined _WIN32
/* Sockets are inherited on request only. */
#define fansly_close_on_exec(descriptor) ((void)(descriptor))
#define fansly_close_pair_on_exec(descriptor) ((void)(descriptor))
#define fansly_descriptors_are_short() false
#else
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does nothing for what is not open. */
static inline void fansly_close_on_exec(int descriptor) {
  int flags = fcntl(descriptor, F_GETFD);
  if (flags >= 0) (void)fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
}

/* A socket that libcurl made by itself is one of a pair, by which a thread that looks up a name wakes it (before 8.14). libcurl does
 * not tell of the other one, which is near, and has the next number in the file system, too. */
static inline void fansly_close_pair_on_exec(int descriptor) {
  int flags = fcntl(descriptor, F_GETFD);
  struct stat one, other;
  if (flags < 0 || (flags & FD_CLOEXEC) != 0 || fstat(descriptor, &one) != 0) return;
  fansly_close_on_exec(descriptor);
  for (int next = descriptor + 1; next < descriptor + 64; next++) {
    if (fstat(next, &other) == 0 && S_ISSOCK(other.st_mode) && other.st_dev == one.st_dev && other.st_ino == one.st_ino + 1) {
      fansly_close_on_exec(next);
      return;
    }
  }
}

#define FANSLY_DESCRIPTORS_WANTED 4 /* for a connection: to look up its name, itself, the certificates */

/* Whether there are not enough of them for a connection. */
static inline bool fansly_descriptors_are_short(void) {
  int held[FANSLY_DESCRIPTORS_WANTED], count = 0;
  while (count < FANSLY_DESCRIPTORS_WANTED && (held[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) count++;
  bool are_short = count < FANSLY_DESCRIPTORS_WANTED && (errno == EMFILE || errno == ENFILE);
  while (count > 0) close(held[--count]);
  return are_short;
}
#endif

#endif
