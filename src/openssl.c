#define _GNU_SOURCE /* dladdr */

#include "openssl.h"

#include <string.h>

#if defined __unix__ || defined __APPLE__
#include <dlfcn.h>

void *fansly_openssl_find(const char *name) {
  CURL *(*neighbour)(void) = curl_easy_init;
  Dl_info place;
  void *address, *library = NULL;
  memcpy(&address, &neighbour, sizeof address);
  if (dladdr(address, &place) != 0) library = dlopen(place.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (library == NULL) library = dlopen(NULL, RTLD_LAZY); /* linked into the program, which is not found by its name */
  if (library == NULL) return NULL;
  void *found = dlsym(library, name);
  dlclose(library);
  return found;
}
#else
void *fansly_openssl_find(const char *name) {
  (void)name;
  return NULL;
}
#endif

const struct curl_tlssessioninfo *fansly_openssl_session(CURL *easy) {
  const struct curl_tlssessioninfo *session = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == NULL) return NULL;
  return session->backend == CURLSSLBACKEND_OPENSSL ? session : NULL;
}
