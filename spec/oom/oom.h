/* What the parts of the out-of-memory torture share. */
#ifndef FANSLY_OOM_H
#define FANSLY_OOM_H

#include <stdbool.h>
#include <stddef.h>

#define OOM_TOKENS 1000000

/* Forks a server on a free port of the loopback interface, which ends with its parent. It answers every request with an envelope
 * that suits all calls, and counts in executed[N] how often it got the whole of a request that has the token "tkN", N with seven
 * digits. Returns the port, 0 where it cannot. */
int oom_start_server(volatile unsigned char **executed);

/* Ends the server. */
void oom_stop_server(void);

#endif
