/* A file on its way down: written beside its place, and put there when it is whole. */
#ifndef FANSLY_SINK_H
#define FANSLY_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#pragma GCC visibility push(hidden)

/* All zero: no file is wanted. */
typedef struct {
  char *path, *part; /* its place, NULL for none; where it is until it is whole, NULL when it is not there */
  FILE *file;
  uint64_t written, most;
  bool kept;
} fansly_sink;

/* Makes the file beside `path`. False: what is wrong, to be read behind the name of the file, is in `problem`. */
bool fansly_sink_open(fansly_sink *sink, const char *path, uint64_t most, char *problem, size_t problem_size);

/* NULL, or why a file of so many bytes is not taken. */
const char *fansly_sink_room(const fansly_sink *sink, uint64_t size);

/* NULL, or what is wrong. */
const char *fansly_sink_write(fansly_sink *sink, const char *bytes, size_t len);

/* The file is whole: puts it into its place, instead of what was there. NULL, or what is wrong. */
const char *fansly_sink_keep(fansly_sink *sink);

/* Lets go of everything, and removes a file that was not kept. */
void fansly_sink_close(fansly_sink *sink);

#pragma GCC visibility pop

#endif
