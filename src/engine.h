/* The connection pool: submit, step, cancel, and a queue of what has finished. */
#ifndef FANSLY_ENGINE_H
#define FANSLY_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "transfer.h"

#pragma GCC visibility push(hidden)

typedef struct fansly_engine fansly_engine;

/* NULL with *problem set when libcurl cannot start or is too old. */
fansly_engine *fansly_engine_new(const char **problem);

/* Starts a transfer that was opened; the engine owns it from here on and names it in transfer->id.
 * Returns NULL, or what went wrong: then the transfer is still the caller's. */
const char *fansly_engine_submit(fansly_engine *engine, fansly_transfer *transfer);

/* One turn: waits up to `seconds` for something to move, moves what can be moved, and collects what finished. After `budget`
 * seconds of moving it leaves the rest for the next turn; 0 is no budget.
 * Returns how many transfers are under way or finished but not taken. */
size_t fansly_engine_step(fansly_engine *engine, double seconds, double budget);

/* --- for an event loop that waits in the engine's place --- */

/* A descriptor that can be read whenever a socket wants a turn; the loop has to let go of it before the engine is freed. -1 where the
 * system has none. */
int fansly_engine_descriptor(const fansly_engine *engine);

/* Seconds until the engine wants a turn whatever the sockets do, 0 for at once, -1 for never. */
double fansly_engine_timer(const fansly_engine *engine);

/* --- */

/* Ends a transfer at once, without blocking; it comes out of the queue like any other. False: not under way. */
bool fansly_engine_cancel(fansly_engine *engine, double id);

/* How far the file of a transfer has come, as fansly_transfer_progress has it. False: not under way. */
bool fansly_engine_progress(const fansly_engine *engine, double id, double *done, double *total);

/* The oldest finished transfer, still the engine's; NULL for none. */
fansly_transfer *fansly_engine_peek(const fansly_engine *engine);

/* Takes the finished transfer of that id out of the queue; it is the caller's. NULL when there is none. */
fansly_transfer *fansly_engine_take(fansly_engine *engine, double id);

/* Under way or finished but not taken. */
size_t fansly_engine_pending(const fansly_engine *engine);

/* Whether this process is a fork of the one that made the engine. Then its connections are the other's, and nothing but
 * fansly_engine_free may be called. */
bool fansly_engine_is_forked(const fansly_engine *engine);

/* Ends everything without blocking. In a fork it lets everything be: the parent's connections stay whole. NULL is allowed. */
void fansly_engine_free(fansly_engine *engine);

#pragma GCC visibility pop

#endif
