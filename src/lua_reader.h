/* What the two files that read JSON share: all of a document, and parts of it. */
#ifndef FANSLY_LUA_READER_H
#define FANSLY_LUA_READER_H

#include "json_skip.h"
#include "lua_core.h"

#pragma GCC visibility push(hidden)

typedef struct {
  fansly_scan scan;
  lua_State *L;
  const fansly_selection *selection; /* of which there are fields; else NULL */
  int strings;                       /* on the stack, from here on: the strings of the names */
  fansly_names names;
} fansly_reader;

/* Which name was read: a number of `names`, or FANSLY_NAME_NONE with its string on the stack where that has escapes. */
typedef struct {
  unsigned number;
  bool pushed;
} fansly_reader_name;

/* At a value: [-0, +1]. `name` is that of the member it belongs to, perhaps in lists, or FANSLY_NAME_NONE. */
bool fansly_read_value(fansly_reader *r, int depth, unsigned name);

/* null as the value of the name on top: [-1, +0] */
bool fansly_read_null(fansly_reader *r);

/* A name that is not the guessed one, without the colon behind it: [-0, +1] where it is pushed, else [-0, +0] */
bool fansly_read_other_name(fansly_reader *r, fansly_reader_name *name);

/* A name and the colon behind it. [-0, +1] where it is pushed, else [-0, +0] */
static inline bool fansly_read_name(fansly_reader *r, fansly_reader_name *name) {
  const fansly_name *guessed = fansly_names_guessed(&r->names, r->scan.p, r->scan.end);
  if (guessed != NULL && guessed->kept) {
    *name = (fansly_reader_name){.number = *r->names.guess};
    fansly_names_follow(&r->names, name->number);
    r->scan.p += guessed->len + 2;
  } else if (!fansly_read_other_name(r, name)) {
    return false;
  }
  return fansly_scan_colon(&r->scan);
}

/* The string of a name: [-0, +1], or nothing more where it is pushed already */
static inline void fansly_push_name(fansly_reader *r, const fansly_reader_name *name) {
  if (!name->pushed) lua_pushvalue(r->L, r->strings + (int)name->number);
}

/* The value of the name on top, into the object below it: [-1, +0] */
static inline bool fansly_read_member(fansly_reader *r, int depth, unsigned name) {
  if (*r->scan.p == 'n') return fansly_read_null(r);
  if (!fansly_read_value(r, depth, name)) return false;
  lua_rawset(r->L, -3);
  return true;
}

/* Opens an object and makes its table; false in *more for an empty one: [-0, +1] */
static inline bool fansly_open_object(fansly_reader *r, int depth, int members, bool *more) {
  if (!fansly_scan_open(&r->scan, depth)) return false;
  *more = *r->scan.p != '}';
  lua_createtable(r->L, 0, *more ? members : 0);
  if (!*more) r->scan.p++;
  return true;
}

/* --- lua_part.c --- */

/* Whether a selection with fields has one of this name. */
bool fansly_is_field(const fansly_selection *selection, const char *name, size_t len);

/* The document, of whose items only the wanted fields are built: [-0, +1] */
bool fansly_read_part(fansly_reader *r);

#pragma GCC visibility pop

#endif
