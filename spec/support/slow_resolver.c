/* Preloaded into a process under test: every name takes seconds to look up, and is not found then. Asks nobody. */
#include <netdb.h>
#include <stddef.h>
#include <time.h>

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  (void)name, (void)service, (void)hints;
  struct timespec wait = {.tv_sec = 4};
  nanosleep(&wait, NULL);
  *found = NULL;
  return EAI_FAIL;
}
