/* What the files of the binding share. Only they know lua.h. */
#ifndef FANSLY_LUA_CORE_H
#define FANSLY_LUA_CORE_H

#include <stdbool.h>

#include "compat.h"
#include "transfer.h"

#pragma GCC visibility push(hidden)

/* --- lua_json.c --- */

#define FANSLY_PLACES_MAX 4
#define FANSLY_FIELDS_MAX 64
#define FANSLY_DEPTH_MAX 64

/* Which parts of a document to build; borrowed strings. All zero: everything. */
typedef struct {
  int place_count; /* where lists of items are: names joined by dots, from the top */
  const char *places[FANSLY_PLACES_MAX];
  int field_count; /* the fields of each item that are wanted */
  const char *fields[FANSLY_FIELDS_MAX];
  size_t field_lens[FANSLY_FIELDS_MAX];
} fansly_selection;

typedef struct {
  const char *problem; /* NULL: read */
  size_t offset;       /* of the byte at fault */
  bool too_deep;
} fansly_json_result;

/* Reads one document and pushes its value: [-0, +1]. On a problem nothing is pushed.
 * Raises only when memory is out. `selection` may be NULL. */
fansly_json_result fansly_json_read(lua_State *L, const char *text, size_t len, const fansly_selection *selection);

extern const luaL_Reg fansly_json_functions[];

/* --- lua_envelope.c --- */

/* Pushes the table that tells all about a finished transfer: [-0, +1]. `want` is the index of a table with the optional
 * lists `items` and `fields`, or 0. Raises only when memory is out, or `want` is not of that form. */
void fansly_push_exchange(lua_State *L, fansly_transfer *transfer, int want);

/* --- lua_engine.c --- */

extern const luaL_Reg fansly_engine_functions[];

/* Makes the metatables of the userdata. [-0, +0] */
void fansly_engine_types(lua_State *L);

#pragma GCC visibility pop

#endif
