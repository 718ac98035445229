/* Times that the headers of an answer tell: the server's clock, and how long to wait. */
#include <time.h>

#include "transfer.h"

/* Plain digits with an optional fraction; -1 for anything else, in any locale. */
static double read_seconds(const char *text) {
  double value = 0, scale = 1;
  const char *p = text;
  for (; *p >= '0' && *p <= '9'; p++) value = value * 10 + (*p - '0');
  if (p == text) return -1;
  if (*p == '.') {
    for (p++; *p >= '0' && *p <= '9'; p++) value += (*p - '0') * (scale /= 10);
  }
  return *p == '\0' ? value : -1;
}

/* Servers put seconds, an HTTP date, or a Unix time in seconds or milliseconds there; the size tells the numbers apart. */
static double wait_of(const char *value, double now) {
  double seconds = read_seconds(value);
  if (seconds > 1e11) seconds = seconds / 1000 - now;
  else if (seconds > 1e9) seconds -= now;
  else if (seconds >= 0) return seconds;
  else {
    time_t date = value[0] != '\0' ? curl_getdate(value, NULL) : -1;
    if (date == -1) return -1;
    seconds = (double)date - now;
  }
  return seconds > 0 ? seconds : 0;
}

double fansly_transfer_date(const fansly_transfer *t) {
  const char *text = t->header[FANSLY_HEADER_DATE];
  return text[0] != '\0' ? (double)curl_getdate(text, NULL) : -1;
}

double fansly_transfer_retry_after(const fansly_transfer *t) {
  const char *own_text = t->header[FANSLY_HEADER_LIMIT_RETRY_AFTER], *standard_text = t->header[FANSLY_HEADER_RETRY_AFTER];
  if (own_text[0] == '\0' && standard_text[0] == '\0') return -1;
  /* the server's own clock, so that a wrong one here does not shorten the wait */
  double date = fansly_transfer_date(t);
  double now = date >= 0 ? date : (double)time(NULL);
  double standard = wait_of(standard_text, now);
  double own = wait_of(own_text, now);
  return standard > own ? standard : own;
}
