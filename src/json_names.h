/* The names that members of a document had so far. A document has few different ones, most of them in an order that it had before: so
 * the next name is guessed from the one before it, and a guess that is right costs one comparison. Knows no Lua. */
#ifndef FANSLY_JSON_NAMES_H
#define FANSLY_JSON_NAMES_H

#include "json_scan.h"

#pragma GCC visibility push(hidden)

#define FANSLY_NAMES_MAX 128
#define FANSLY_NAME_NONE 0 /* the empty name, which also stands for none */

typedef struct {
  const char *quoted; /* in the document, both quotes with it */
  size_t len;         /* without them */
  /* of the last object and the last list under this name: the next are likely to have as many */
  unsigned char members, elements;
  bool wanted; /* its value, where not all are */
} fansly_name;

/* Names are numbers below `count`. When there are too many all are forgotten, and counted anew. */
typedef struct {
  unsigned count;
  fansly_name name[FANSLY_NAMES_MAX];
  unsigned char place[256]; /* names by their digests, each in the first free place from there on; 0 for none */
  unsigned char after[256]; /* the name that came last behind another one in the same object, by a digest of both */
} fansly_names;

/* All but the empty name are unknown. */
void fansly_names_clear(fansly_names *names);

/* The number of a name of these bytes, which stand between quotes; *fresh where it was not known. */
unsigned fansly_names_find(fansly_names *names, const char *text, size_t len, bool *fresh);

/* Where the guess stands for what follows a name in the object under another one. */
static inline unsigned char *fansly_names_after(fansly_names *names, unsigned object, unsigned name) {
  return &names->after[(object * 37 + name) % sizeof names->after];
}

/* At the opening quote of a name: moves behind its closing quote if it is the one that was guessed. */
static inline bool fansly_names_guessed(const fansly_names *names, unsigned guess, fansly_scan *scan) {
  const fansly_name *name = &names->name[guess];
  size_t len = name->len + 2;
  if ((size_t)(scan->end - scan->p) < len || memcmp(scan->p, name->quoted, len) != 0) return false;
  scan->p += len;
  return true;
}

#pragma GCC visibility pop

#endif
