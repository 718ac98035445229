#define _POSIX_C_SOURCE 200809L /* fileno, getpid */
#define _FILE_OFFSET_BITS 64

#include "sink.h"

#include <stdatomic.h>

#if defined _WIN32
#include <process.h>
#include <windows.h>
#define getpid _getpid
#else
#include <unistd.h>
#endif

#include "file.h"

#define TRIES 100 /* names that files of killed programs may have taken */

/* A rename would put the file into the place of a device, too. */
static const char *place_problem(const char *path) {
  struct stat facts;
  if (path[0] == '\0') return "is empty";
  if (stat(path, &facts) != 0) return NULL;
  return fansly_file_kind(&facts);
}

/* A new file, which nobody else writes to. */
static bool make_part(fansly_sink *sink, size_t room) {
  static atomic_uint last;
  for (int i = 0; i < TRIES; i++) {
    snprintf(sink->part, room, "%s.%ld-%u.part", sink->path, (long)getpid(), atomic_fetch_add(&last, 1) + 1);
    sink->file = fopen(sink->part, "wbx");
    if (sink->file != NULL || errno != EEXIST) return sink->file != NULL;
  }
  return false;
}

static const char *open_part(fansly_sink *sink, const char *path) {
  const char *problem = place_problem(path);
  if (problem != NULL) return problem;
  size_t len = strlen(path), room = len + 48;
  sink->path = malloc(len + 1);
  sink->part = malloc(room);
  if (sink->path == NULL || sink->part == NULL) return FANSLY_NO_MEMORY;
  memcpy(sink->path, path, len + 1);
  if (!make_part(sink, room)) return NULL;
  fansly_file_prepare(sink->file);
  return NULL;
}

bool fansly_sink_open(fansly_sink *sink, const char *path, uint64_t most, char *problem, size_t problem_size) {
  *sink = (fansly_sink){.most = most};
  errno = 0;
  const char *words = open_part(sink, path);
  if (sink->file != NULL) return true;
  fansly_file_problem(problem, problem_size, words, "written");
  fansly_sink_close(sink);
  return false;
}

const char *fansly_sink_room(const fansly_sink *sink, uint64_t size) {
  return size > sink->most ? "the file is larger than max_bytes" : NULL;
}

const char *fansly_sink_write(fansly_sink *sink, const char *bytes, size_t len) {
  const char *problem = fansly_sink_room(sink, sink->written + len);
  if (problem != NULL) return problem;
  if (fwrite(bytes, 1, len, sink->file) < len) {
    return errno == ENOSPC ? "the file does not fit on the disk" : "the file cannot be written to its end";
  }
  sink->written += len;
  return NULL;
}

/* Replaces what is there, which Windows' own rename does not. */
static bool move_file(const char *from, const char *to) {
#if defined _WIN32
  return MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING) != 0;
#else
  return rename(from, to) == 0;
#endif
}

const char *fansly_sink_keep(fansly_sink *sink) {
  FILE *file = sink->file;
  sink->file = NULL;
  if (fclose(file) != 0) return "the file cannot be written to its end";
  if (!move_file(sink->part, sink->path)) return "the file cannot be put into its place";
  sink->kept = true;
  return NULL;
}

void fansly_sink_close(fansly_sink *sink) {
  bool made = sink->file != NULL || (sink->part != NULL && sink->written > 0);
  if (sink->file != NULL) fclose(sink->file);
  if (made && !sink->kept) remove(sink->part);
  free(sink->path);
  free(sink->part);
  sink->file = NULL;
  sink->path = sink->part = NULL;
}
