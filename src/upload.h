/* A file on its way up: read piece by piece, and sent only as it was when it was opened. */
#ifndef FANSLY_UPLOAD_H
#define FANSLY_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#pragma GCC visibility push(hidden)

/* All zero: no file. */
typedef struct {
  FILE *file;
  uint64_t size, given;         /* bytes that it has, and that were read so far */
  int64_t seconds, nanoseconds; /* when it was written last */
} fansly_upload;

/* Opens a regular file that is not empty. False: what is wrong, to be read behind the name of the file, is in `problem`. */
bool fansly_upload_open(fansly_upload *upload, const char *path, char *problem, size_t problem_size);

/* Reads up to `room` bytes, 0 at the end. The last ones are not handed out when the file has changed meanwhile, so that nobody
 * can take what came for a whole. NULL, or what is wrong. */
const char *fansly_upload_read(fansly_upload *upload, char *out, size_t room, size_t *len);

void fansly_upload_close(fansly_upload *upload);

#pragma GCC visibility pop

#endif
