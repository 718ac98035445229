#include "outcome.h"

#include <stddef.h>

/* Statuses with which a server says that it did not act. The others of 4xx (402, 408, 409, 425 among them), every 5xx,
 * which a gateway may answer after the origin acted, and what is unknown leave it open. 307 and 308 ask for
 * the same request elsewhere, so this server did not act either. */
static const short refusals[] = {307, 308, 400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429, 431, 501, 505};

static fansly_outcome of_status(int status) {
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    if (refusals[i] == status) return FANSLY_REFUSED;
  }
  return FANSLY_MAYBE_SENT;
}

fansly_outcome fansly_outcome_of(const fansly_facts *facts) {
  if (!facts->connected) return FANSLY_NOT_SENT;
  if (!facts->answered) return facts->handed_out ? FANSLY_MAYBE_SENT : FANSLY_NOT_SENT;
  if (facts->status < 200 || facts->status > 299) return of_status(facts->status);
  if (facts->body != FANSLY_BODY_READ) return FANSLY_MAYBE_SENT;
  if (facts->inner_status != 0) return of_status(facts->inner_status);
  return facts->success ? FANSLY_DONE : FANSLY_MAYBE_SENT;
}

const char *fansly_outcome_name(fansly_outcome outcome) {
  static const char *const names[] = {"not_sent", "refused", "maybe_sent", "done"};
  return names[outcome];
}
