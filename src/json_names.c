#include "json_names.h"

void fansly_names_clear(fansly_names *names) {
  static const char empty[FANSLY_SAME_ROOM] = "\"\"";
  names->count = 1;
  names->name[FANSLY_NAME_NONE] = (fansly_name){.quoted = empty, .members = FANSLY_NAMES_FEW, .elements = FANSLY_NAMES_FEW};
  memset(names->place, 0, sizeof names->place);
  memset(names->after, 0, sizeof names->after);
  names->last = FANSLY_NAME_NONE;
  fansly_names_follow(names, FANSLY_NAME_NONE);
}

static unsigned digest(const char *text, size_t len) {
  unsigned first = (unsigned char)text[0], middle = (unsigned char)text[len / 2], last = (unsigned char)text[len - 1];
  return (unsigned)len * 29 + first + middle * 5 + last * 3;
}

static unsigned find(fansly_names *names, const char *text, size_t len) {
  if (len == 0) return FANSLY_NAME_NONE;
  unsigned char *place = &names->place[digest(text, len) % sizeof names->place];
  while (*place != 0) {
    const fansly_name *name = &names->name[*place];
    if (name->len == len && memcmp(name->quoted + 1, text, len) == 0) return *place;
    if (++place == names->place + sizeof names->place) place = names->place;
  }
  *place = (unsigned char)names->count;
  names->name[names->count] =
      (fansly_name){.quoted = text - 1, .len = len, .members = FANSLY_NAMES_FEW, .elements = FANSLY_NAMES_FEW};
  return names->count++;
}

unsigned fansly_names_take(fansly_names *names, const char *text, size_t len) {
  if (names->count == FANSLY_NAMES_MAX) fansly_names_clear(names);
  unsigned number = find(names, text, len);
  *names->guess = (unsigned char)number;
  fansly_names_follow(names, number);
  return number;
}
