/* What upload.c and sink.c share: files, and words for what is wrong with them. */
#ifndef FANSLY_FILE_H
#define FANSLY_FILE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "descriptor.h"

#define FANSLY_SYSTEM_WORDS 128

#if !defined _WIN32
/* POSIX has strerror_r write the text and answer a number; that of GNU, which a build may ask for, answers the text. */
static inline const char *fansly_words_written(int failed, const char *written) {
  return failed == 0 ? written : "unknown error";
}

static inline const char *fansly_words_answered(const char *answered, const char *written) {
  (void)written;
  return answered;
}
#endif

/* What the system says of an error. strerror has one text for all threads. */
static inline const char *fansly_system_words(int number, char written[FANSLY_SYSTEM_WORDS]) {
#if defined _WIN32
  return strerror_s(written, FANSLY_SYSTEM_WORDS, number) == 0 ? written : "unknown error";
#else
  return _Generic(strerror_r(number, written, FANSLY_SYSTEM_WORDS), int: fansly_words_written, char *: fansly_words_answered)(
      strerror_r(number, written, FANSLY_SYSTEM_WORDS), written);
#endif
}

/* Writes what is wrong, to be read behind the name of the file: `words`, or what the system says in errno where they are NULL. */
static inline void fansly_file_problem(char *problem, size_t size, const char *words, const char *verb) {
  int number = errno;
  char written[FANSLY_SYSTEM_WORDS];
  if (words == NULL && number == ENOMEM) words = FANSLY_NO_MEMORY;
  if (words != NULL) snprintf(problem, size, "%s", words);
  else snprintf(problem, size, "cannot be %s: %s", verb, fansly_system_words(number, written));
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
