/* For counting instructions: a clock that stands still, since Lua 5.4 makes the seed of its hashes from the time. Preloaded. */
#include <time.h>

time_t time(time_t *out) {
  const time_t then = 1700000000;
  if (out != NULL) *out = then;
  return then;
}
