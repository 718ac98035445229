#include "keylog.h"

#include <string.h>

#include "openssl.h"

typedef void set_callback(void *context, void (*callback)(const void *connection, const char *line));

/* libcurl has set its own function by now. */
static CURLcode on_context(CURL *easy, void *context, void *userdata) {
  (void)easy, (void)userdata;
  set_callback *set;
  void *found = fansly_openssl_find("SSL_CTX_set_keylog_callback");
  memcpy(&set, &found, sizeof set);
  if (set != NULL) set(context, NULL);
  return CURLE_OK;
}

CURLcode fansly_keylog_forbid(CURL *easy) {
  if (fansly_openssl_session(easy) == NULL) return CURLE_OK;
  return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
}
