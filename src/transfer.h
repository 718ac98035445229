/* One request in flight: what goes out, what came in, and what was seen on the way. */
#ifndef FANSLY_TRANSFER_H
#define FANSLY_TRANSFER_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "secret.h"
#include "sink.h"
#include "trace.h"
#include "upload.h"

#pragma GCC visibility push(hidden)

/* Why a transfer did not bring a whole answer. */
typedef enum {
  FANSLY_FAULT_NONE,
  FANSLY_FAULT_NETWORK,
  FANSLY_FAULT_TIMEOUT,
  FANSLY_FAULT_TLS,
  FANSLY_FAULT_LIMIT,
  FANSLY_FAULT_PROTOCOL,
  FANSLY_FAULT_CANCELLED,
  FANSLY_FAULT_MEMORY,
  FANSLY_FAULT_FILE /* the file that is sent cannot be read to its end */
} fansly_fault;

/* Header values that are kept; the order is that of the table of names in transfer.c. */
enum {
  FANSLY_HEADER_RETRY_AFTER,
  FANSLY_HEADER_LIMIT_RETRY_AFTER,
  FANSLY_HEADER_LIMIT,
  FANSLY_HEADER_REMAINING,
  FANSLY_HEADER_PLAN,
  FANSLY_HEADER_REQUEST_ID,
  FANSLY_HEADER_DATE,
  FANSLY_HEADER_CONTENT_TYPE,
  FANSLY_HEADER_CONTENT_LENGTH,
  FANSLY_HEADER_CONTENT_ENCODING,
  FANSLY_HEADER_TRANSFER_ENCODING,
  FANSLY_HEADER_COUNT
};

#define FANSLY_HEADER_MAX 128

/* What is asked for. All pointers are borrowed for the call of fansly_transfer_new alone. */
typedef struct {
  const char *method;
  const char *url;
  const char *body; /* NULL for none */
  size_t body_len;
  const char *user_agent;
  const char *ca_file; /* NULL: what libcurl was built with */
  const char *proxy;   /* NULL: none; "env": what the environment says */
  fansly_secret *key;
  double timeout, connect_timeout; /* seconds */
  size_t max_body;                 /* bytes of an answer, after decompression */
  bool send;                       /* must not reach the server twice */
  bool connect_only;               /* nothing is sent; the answer is that a connection came about */
  const char *file;                /* path of a file that goes out as a form, in place of a body; NULL for none */
  const char *file_name, *file_type;
  const char *save_to; /* path for an answer that is a file; NULL for none */
  uint64_t max_bytes;  /* of that file */
  double stall;        /* seconds that a file may stand still, 0 for ever */
  bool trace;          /* what is known of the exchange is kept */
} fansly_request;

/* A place in one of the engine's lists. */
typedef struct fansly_link {
  struct fansly_link *next, *previous;
} fansly_link;

typedef struct {
  fansly_link link; /* first, so that a link in a list is its transfer */
  double id;
  CURL *easy; /* while it is under way */
  struct curl_slist *headers;
  fansly_secret *key;
  char *url;
  char method[16];
  fansly_buffer body; /* of the request */
  size_t body_given;  /* bytes that libcurl took */
  bool send, connect_only;
  bool hooked; /* libcurl tells of each connection that is about to carry it */
  curl_mime *form;
  fansly_upload upload; /* the file in it */
  fansly_buffer answer;
  bool saves;       /* a file is asked for */
  fansly_sink sink; /* where it goes */
  size_t max_body;
  size_t head_bytes, head_lines;
  int interim;    /* heads of answers that are not the answer yet */
  bool in_head;   /* a status line has come, and no empty line since */
  bool head_done; /* the head of the final answer is complete: what comes now are trailers */
  char header[FANSLY_HEADER_COUNT][FANSLY_HEADER_MAX];
  int connections; /* times that a connection was about to carry the request; 1 for any without the hook */
  int status;      /* 0 until a complete status line of a final answer came */
  fansly_fault fault;
  const char *problem; /* static text for the fault, or NULL: `words` has libcurl's */
  char words[CURL_ERROR_SIZE];
  double elapsed;      /* seconds */
  fansly_trace *trace; /* NULL: nobody wants one */
} fansly_transfer;

/* What is said where a process may not open more. */
extern const char fansly_no_descriptors[];

/* A transfer that is not connected to libcurl yet; NULL when memory is out. It has its own reference of the key. */
fansly_transfer *fansly_transfer_new(const fansly_request *request);

/* Opens the files of a request. NULL, or the name of the one at fault; then `words` says what is wrong with it. */
const char *fansly_transfer_files(fansly_transfer *transfer, const fansly_request *request);

/* In options.c: gives it an easy handle with every option set. The request has to be the one it was made from. */
CURLcode fansly_transfer_open(fansly_transfer *transfer, const fansly_request *request);

/* A connection is about to carry the request. False: it must not, since one has before. */
bool fansly_transfer_connect(fansly_transfer *transfer);

/* Takes one header line, with or without its line end. False: stop, a limit is passed. */
bool fansly_transfer_head(fansly_transfer *transfer, const char *line, size_t len);

/* Gives a piece of the file that is sent. Returns its length, 0 at the end, or CURL_READFUNC_ABORT. */
size_t fansly_transfer_give(fansly_transfer *transfer, char *out, size_t room);

/* Takes a piece of the answer's body. False: stop, a limit is passed or memory is out. */
bool fansly_transfer_body(fansly_transfer *transfer, const char *bytes, size_t len);

/* The answer has come to its end: the file that came with it is put into its place when it is whole, and removed otherwise. */
void fansly_transfer_settle(fansly_transfer *transfer);

/* How many bytes of the file have gone out or come in, and how many there are in all, -1 where that is not known. */
void fansly_transfer_progress(const fansly_transfer *transfer, double *done, double *total);

/* Reads libcurl's verdict and lets go of the easy handle, which must have left its multi handle. */
void fansly_transfer_finish(fansly_transfer *transfer, CURLcode code);

/* Marks it as cancelled by the caller, whatever libcurl will say. */
void fansly_transfer_cancel(fansly_transfer *transfer);

/* Whether every byte of the request was given to libcurl, as far as can be known. */
bool fansly_transfer_handed_out(const fansly_transfer *transfer);

/* Seconds the server asks to wait: the larger of Retry-After and X-RateLimit-Retry-After, -1 for none. */
double fansly_transfer_retry_after(const fansly_transfer *transfer);

/* The server's own clock in Unix seconds, -1 where the answer does not tell it. */
double fansly_transfer_date(const fansly_transfer *transfer);

/* The text for the fault, "" for none. */
const char *fansly_transfer_problem(const fansly_transfer *transfer);

/* Wipes what carried the key and frees all. NULL is allowed. */
void fansly_transfer_free(fansly_transfer *transfer);

#pragma GCC visibility pop

#endif
