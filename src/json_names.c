#include "json_names.h"

void fansly_names_clear(fansly_names *names) {
  names->count = 1;
  names->name[FANSLY_NAME_NONE] = (fansly_name){.quoted = "\"\""};
  memset(names->place, 0, sizeof names->place);
  memset(names->after, 0, sizeof names->after);
}

static unsigned digest(const char *text, size_t len) {
  unsigned first = (unsigned char)text[0], middle = (unsigned char)text[len / 2], last = (unsigned char)text[len - 1];
  return (unsigned)len * 29 + first + middle * 5 + last * 3;
}

unsigned fansly_names_find(fansly_names *names, const char *text, size_t len, bool *fresh) {
  *fresh = false;
  if (len == 0) return FANSLY_NAME_NONE;
  if (names->count == FANSLY_NAMES_MAX) fansly_names_clear(names);
  unsigned char *place = &names->place[digest(text, len) % sizeof names->place];
  while (*place != 0) {
    const fansly_name *name = &names->name[*place];
    if (name->len == len && memcmp(name->quoted + 1, text, len) == 0) return *place;
    if (++place == names->place + sizeof names->place) place = names->place;
  }
  *place = (unsigned char)names->count;
  names->name[names->count] = (fansly_name){.quoted = text - 1, .len = len};
  *fresh = true;
  return names->count++;
}
