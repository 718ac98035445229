#define _GNU_SOURCE /* dladdr */

#include "keylog.h"

#include <string.h>

#if defined __unix__ || defined __APPLE__
#include <dlfcn.h>

typedef void set_callback(void *context, void (*callback)(const void *connection, const char *line));

/* OpenSSL's function, from the one that libcurl is linked with: nothing here is. */
static set_callback *find_function(void) {
  CURL *(*neighbour)(void) = curl_easy_init;
  set_callback *found = NULL;
  Dl_info place;
  void *address, *library = NULL;
  memcpy(&address, &neighbour, sizeof address);
  if (dladdr(address, &place) != 0) library = dlopen(place.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (library == NULL) library = dlopen(NULL, RTLD_LAZY); /* linked into the program, which is not found by its name */
  if (library == NULL) return NULL;
  void *symbol = dlsym(library, "SSL_CTX_set_keylog_callback");
  memcpy(&found, &symbol, sizeof found);
  dlclose(library);
  return found;
}

/* libcurl has set its own function by now. */
static CURLcode on_context(CURL *easy, void *context, void *userdata) {
  (void)easy, (void)userdata;
  set_callback *set = find_function();
  if (set != NULL) set(context, NULL);
  return CURLE_OK;
}

CURLcode fansly_keylog_forbid(CURL *easy) {
  const struct curl_tlssessioninfo *session = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session->backend != CURLSSLBACKEND_OPENSSL)
    return CURLE_OK;
  return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
}
#else
CURLcode fansly_keylog_forbid(CURL *easy) {
  (void)easy;
  return CURLE_OK;
}
#endif
