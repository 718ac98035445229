/* What became of a request, told from recorded facts alone. */
#ifndef FANSLY_OUTCOME_H
#define FANSLY_OUTCOME_H

#include <stdbool.h>

#pragma GCC visibility push(hidden)

typedef enum {
  FANSLY_NOT_SENT,   /* the server cannot have the request */
  FANSLY_REFUSED,    /* the server has it and says that it did nothing */
  FANSLY_MAYBE_SENT, /* the server may have acted on it */
  FANSLY_DONE        /* the server says that it did it */
} fansly_outcome;

typedef enum {
  FANSLY_BODY_CUT,        /* the answer broke off, or never began */
  FANSLY_BODY_UNREADABLE, /* whole, but not what it should be */
  FANSLY_BODY_READ        /* whole and read */
} fansly_body_state;

typedef struct {
  bool connected;  /* a connection stood and the request was about to be written */
  bool handed_out; /* every byte of the request was given to libcurl */
  bool answered;   /* a complete status line of a final answer came */
  int status;      /* HTTP status, when answered */
  fansly_body_state body;
  int inner_status; /* first status inside the body that is not 2xx, else 0 */
  bool success;     /* no level of the body says otherwise */
} fansly_facts;

/* Every doubt is FANSLY_MAYBE_SENT. */
fansly_outcome fansly_outcome_of(const fansly_facts *facts);

/* "not_sent", "refused", "maybe_sent", "done" */
const char *fansly_outcome_name(fansly_outcome outcome);

#pragma GCC visibility pop

#endif
