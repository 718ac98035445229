/* What upload.c and sink.c share: files, and words for what is wrong with them. */
#ifndef FANSLY_FILE_H
#define FANSLY_FILE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "descriptor.h"

/* Writes what is wrong, to be read behind the name of the file: `words`, or what the system says in errno where they are NULL. */
static inline void fansly_file_problem(char *problem, size_t size, const char *words, const char *verb) {
  if (words == NULL && errno == ENOMEM) words = FANSLY_NO_MEMORY;
  if (words != NULL) snprintf(problem, size, "%s", words);
  else snprintf(problem, size, "cannot be %s: %s", verb, strerror(errno));
}

/* What is there instead of a file with bytes in it; NULL where it is one. */
static inline const char *fansly_file_kind(const struct stat *facts) {
  if (S_ISDIR(facts->st_mode)) return "is a directory";
  return S_ISREG(facts->st_mode) ? NULL : "is no regular file";
}

/* Every read and write goes to the system, and no program that the host starts gets the descriptor. */
static inline void fansly_file_prepare(FILE *file) {
  fansly_close_on_exec(fileno(file));
  setvbuf(file, NULL, _IONBF, 0);
}

#endif
