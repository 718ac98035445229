/* The names that members of a document had so far. A document has few different ones, most of them in an order that it had before: so
 * the next name is guessed from the two before it, and a guess that is right costs one comparison. Knows no Lua. */
#ifndef FANSLY_JSON_NAMES_H
#define FANSLY_JSON_NAMES_H

#include "json_scan.h"

#pragma GCC visibility push(hidden)

#define FANSLY_NAMES_MAX 128
#define FANSLY_NAMES_FEW 4
#define FANSLY_NAME_NONE 0 /* the empty name, which also stands for none */

typedef struct {
  const char *quoted; /* in the document, both quotes with it */
  size_t len;         /* without them */
  /* of the last object and the last list under this name: the next are likely to have as many. At first FANSLY_NAMES_FEW, since to
   * grow from nothing costs more than room that stays empty */
  unsigned char members, elements;
  bool kept;   /* the reader has a string of it */
  bool wanted; /* where `kept`, and not all values are wanted: this one is */
} fansly_name;

/* Names are numbers below `count`. When there are too many all are forgotten, and counted anew. */
typedef struct {
  unsigned count, last;
  unsigned char *guess;     /* in `after` */
  unsigned char after[512]; /* the name that came last behind two others, by a digest of these */
  unsigned char place[256]; /* names by their digests, each in the first free place from there on; 0 for none */
  fansly_name name[FANSLY_NAMES_MAX];
} fansly_names;

/* All but the empty name are unknown. */
void fansly_names_clear(fansly_names *names);

/* Takes a name of these bytes, which stand between quotes, for the one that comes next. Its number. */
unsigned fansly_names_take(fansly_names *names, const char *text, size_t len);

/* Notes which name came: the guess is for the one behind it. */
static inline void fansly_names_follow(fansly_names *names, unsigned number) {
  names->guess = &names->after[(names->last * 37 + number) % sizeof names->after];
  names->last = number;
}

/* The name that is guessed, if it stands at p with its quotes; else NULL. */
static inline const fansly_name *fansly_names_guessed(const fansly_names *names, const char *p, const char *end) {
  const fansly_name *name = &names->name[*names->guess];
  return fansly_same(p, name->quoted, name->len + 2, end) ? name : NULL;
}

#pragma GCC visibility pop

#endif
