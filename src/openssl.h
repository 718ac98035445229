/* Functions of the OpenSSL that libcurl is linked with: nothing here is linked with it. */
#ifndef FANSLY_OPENSSL_H
#define FANSLY_OPENSSL_H

#include <curl/curl.h>

#pragma GCC visibility push(hidden)

/* The address of a function, to be copied into a pointer to one; NULL where libcurl has another TLS library. */
void *fansly_openssl_find(const char *name);

/* OpenSSL's connection, or what it has before there is one, of an easy handle; NULL where libcurl has another TLS library. */
const struct curl_tlssessioninfo *fansly_openssl_session(CURL *easy);

#pragma GCC visibility pop

#endif
