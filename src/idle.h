/* The connections that wait for a next request. What comes on one of them meanwhile answers nothing that was asked, and would be
 * taken for the answer to what is asked next. */
#ifndef FANSLY_IDLE_H
#define FANSLY_IDLE_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

#define FANSLY_CONNECTIONS_MAX 64 /* that libcurl keeps */

/* All zero is an empty list. */
typedef struct {
  curl_socket_t sockets[FANSLY_CONNECTIONS_MAX];
  size_t count;
} fansly_idle;

/* Lets libcurl tell of connections that this handle makes and that are closed; the list has to live as long as they. */
void fansly_idle_follow(fansly_idle *idle, CURL *easy);

/* The socket of the connection that a transfer leaves behind, if it was kept and is one to check: with HTTP/2, what comes in names the
 * request that it answers. Else CURL_SOCKET_BAD. To be called before the transfer leaves its multi handle. */
curl_socket_t fansly_idle_socket(CURL *easy);

/* The socket is in nobody's use. */
void fansly_idle_add(fansly_idle *idle, curl_socket_t socket);

/* The socket is in use again. */
void fansly_idle_drop(fansly_idle *idle, curl_socket_t socket);

/* Ends each connection on which something has come, which libcurl notices as it looks for one to use. Whether there were any. */
bool fansly_idle_check(fansly_idle *idle);

#pragma GCC visibility pop

#endif
