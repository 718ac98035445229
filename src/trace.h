/* What a trace of one exchange tells: names, sizes and times, and nothing that could be a secret. */
#ifndef FANSLY_TRACE_H
#define FANSLY_TRACE_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

#define FANSLY_TRACE_NAMES_MAX 2048
#define FANSLY_TRACE_NAME_MAX 64

typedef struct {
  char names[FANSLY_TRACE_NAMES_MAX]; /* of the answer's headers, joined by spaces; those that fit */
  size_t names_len;
  char tls[16];                               /* such as TLSv1.3; "" where it is not known */
  bool reused;                                /* went out on a connection that was there already */
  long http;                                  /* CURL_HTTP_VERSION_..., 0 for none */
  double sent, received;                      /* bytes, before decompression */
  double lookup, connect, handshake, waiting; /* seconds from the beginning; 0 where it did not take place */
} fansly_trace;

/* Takes the name of a header line of the answer. */
void fansly_trace_header(fansly_trace *trace, const char *line, size_t len);

/* A head of the answer begins: the headers before were those of another. */
void fansly_trace_answer(fansly_trace *trace, CURL *easy);

/* Reads what libcurl knows of a transfer that is over. */
void fansly_trace_finish(fansly_trace *trace, CURL *easy);

#pragma GCC visibility pop

#endif
