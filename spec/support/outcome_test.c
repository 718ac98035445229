/* Every input of the outcome function against the rules of doc/reliability.md, spelled out the long way round. Built with coverage by
 * script/test, which shows that no branch of src/outcome.c was left out. */
#include <stdio.h>
#include <string.h>

#include "../../src/outcome.h"

#define STATUS_END 1000

/* One letter a status: what it says of a request that the server has. */
static char says[STATUS_END];

static void fill_says(void) {
  memset(says, '?', sizeof says);
  const int refused[] = {307, 308, 400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429, 431, 501, 505};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) says[refused[i]] = 'r';
  memset(says + 200, 'd', 100);
}

static fansly_outcome judge(int status) {
  return status > 0 && status < STATUS_END && says[status] == 'r' ? FANSLY_REFUSED : FANSLY_MAYBE_SENT;
}

static fansly_outcome expected(const fansly_facts *f) {
  if (f->connected && f->answered && says[f->status] == 'd') {
    if (f->body == FANSLY_BODY_READ && f->inner_status == 0 && f->success) return FANSLY_DONE;
    if (f->body == FANSLY_BODY_READ && f->inner_status != 0) return judge(f->inner_status);
    return FANSLY_MAYBE_SENT;
  }
  if (f->connected && f->answered) return judge(f->status);
  return f->connected && f->handed_out ? FANSLY_MAYBE_SENT : FANSLY_NOT_SENT;
}

static unsigned long tried, wrong;

static void check(const fansly_facts *facts) {
  tried++;
  if (fansly_outcome_of(facts) == expected(facts)) return;
  if (wrong++ > 9) return;
  printf("connected %d handed_out %d answered %d status %d body %d inner %d success %d: %s, not %s\n", facts->connected,
         facts->handed_out, facts->answered, facts->status, (int)facts->body, facts->inner_status, facts->success,
         fansly_outcome_name(fansly_outcome_of(facts)), fansly_outcome_name(expected(facts)));
}

/* -1 stands for something else where a status belongs. */
static void check_bodies(fansly_facts facts) {
  for (int body = FANSLY_BODY_CUT; body <= FANSLY_BODY_READ; body++) {
    facts.body = (fansly_body_state)body;
    for (facts.inner_status = -1; facts.inner_status < STATUS_END; facts.inner_status++) {
      facts.success = true;
      check(&facts);
      facts.success = false;
      check(&facts);
    }
  }
}

static void check_names(void) {
  const char *const names[] = {"not_sent", "refused", "maybe_sent", "done"};
  for (int i = 0; i < 4; i++) {
    tried++;
    if (strcmp(fansly_outcome_name((fansly_outcome)i), names[i]) != 0) wrong++;
  }
}

int main(void) {
  fill_says();
  check_names();
  for (int bits = 0; bits < 8; bits++) {
    fansly_facts facts = {.connected = bits & 1, .handed_out = bits & 2, .answered = bits & 4};
    for (facts.status = 0; facts.status < STATUS_END; facts.status++) check_bodies(facts);
  }
  printf("%lu inputs, %lu wrong\n", tried, wrong);
  return wrong != 0;
}
