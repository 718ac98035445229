/* poll and its names, for the file that defines _POSIX_C_SOURCE first. */
#ifndef FANSLY_POLLING_H
#define FANSLY_POLLING_H

#if defined _WIN32
#include <winsock2.h>
#define poll WSAPoll
typedef ULONG nfds_t;
#else
#include <poll.h>
#endif

#endif
