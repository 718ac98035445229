/* libcurl with OpenSSL writes the secrets of TLS connections to the file that SSLKEYLOGFILE names, and has no option against it. */
#ifndef FANSLY_KEYLOG_H
#define FANSLY_KEYLOG_H

#include <curl/curl.h>

#pragma GCC visibility push(hidden)

/* Lets the connections that this handle makes log no secrets, whatever the environment says. */
CURLcode fansly_keylog_forbid(CURL *easy);

#pragma GCC visibility pop

#endif
