#define _POSIX_C_SOURCE 200809L /* fileno, fstat, st_mtim */
#define _FILE_OFFSET_BITS 64

#include "upload.h"

#include "file.h"

static int64_t nanoseconds_of(const struct stat *facts) {
#if defined _WIN32 || defined __APPLE__
  (void)facts;
  return 0;
#else
  return facts->st_mtim.tv_nsec;
#endif
}

static const char *kind_problem(const struct stat *facts) {
  const char *problem = fansly_file_kind(facts);
  return problem == NULL && facts->st_size == 0 ? "is empty" : problem;
}

/* Looked at before it is opened, too: to open a pipe waits for somebody who writes into it. */
static const char *open_file(fansly_upload *upload, const char *path) {
  struct stat facts;
  if (stat(path, &facts) != 0) return NULL;
  const char *problem = kind_problem(&facts);
  if (problem != NULL) return problem;
  upload->file = fopen(path, "rb");
  if (upload->file == NULL || fstat(fileno(upload->file), &facts) != 0) return NULL;
  fansly_file_prepare(upload->file);
  upload->size = (uint64_t)facts.st_size;
  upload->seconds = facts.st_mtime;
  upload->nanoseconds = nanoseconds_of(&facts);
  return kind_problem(&facts);
}

bool fansly_upload_open(fansly_upload *upload, const char *path, char *problem, size_t problem_size) {
  *upload = (fansly_upload){0};
  errno = 0;
  const char *words = open_file(upload, path);
  if (words == NULL && upload->size > 0) return true;
  fansly_file_problem(problem, problem_size, words, "read");
  fansly_upload_close(upload);
  return false;
}

static bool has_changed(const fansly_upload *upload) {
  struct stat facts;
  return fstat(fileno(upload->file), &facts) != 0 || (uint64_t)facts.st_size != upload->size || facts.st_mtime != upload->seconds ||
         nanoseconds_of(&facts) != upload->nanoseconds;
}

const char *fansly_upload_read(fansly_upload *upload, char *out, size_t room, size_t *len) {
  uint64_t left = upload->size - upload->given;
  *len = left < room ? (size_t)left : room;
  if (*len == 0) return NULL;
  size_t got = fread(out, 1, *len, upload->file);
  if (ferror(upload->file)) return "the file cannot be read to its end";
  if (got < *len || (*len == left && has_changed(upload))) return "the file has changed while it was sent";
  upload->given += *len;
  return NULL;
}

void fansly_upload_close(fansly_upload *upload) {
  if (upload->file != NULL) fclose(upload->file);
  upload->file = NULL;
}
