/* What the files of the binding share. Only they know lua.h. */
#ifndef FANSLY_LUA_CORE_H
#define FANSLY_LUA_CORE_H

#include <stdbool.h>

#include "compat.h"
#include "transfer.h"

#ifndef FANSLY_VERSION
#define FANSLY_VERSION "0.1.0"
#endif

#pragma GCC visibility push(hidden)

/* --- lua_json.c --- */

#define FANSLY_PLACES_MAX 4
#define FANSLY_FIELDS_MAX 64
#define FANSLY_SELECTION_MAX (FANSLY_PLACES_MAX + FANSLY_FIELDS_MAX + 1)

/* Which parts of a document to build; borrowed strings. All zero: everything. */
typedef struct {
  int place_count; /* where lists of items are: names joined by dots, from the top */
  const char *places[FANSLY_PLACES_MAX];
  int field_count; /* the fields of each item that are wanted */
  const char *fields[FANSLY_FIELDS_MAX];
  size_t field_lens[FANSLY_FIELDS_MAX];
  const char *later; /* an object of this name beside the items is left as its text, where there are fields; NULL for none */
  bool flat;         /* the value of the envelope is its `data`, with all that is in it */
} fansly_selection;

typedef struct {
  const char *problem; /* NULL: read */
  size_t offset;       /* of the byte at fault */
  bool too_deep;
} fansly_json_result;

/* Reads one document and pushes its value: [-0, +1]. On a problem nothing is pushed.
 * Raises only when memory is out. `selection` may be NULL. */
fansly_json_result fansly_json_read(lua_State *L, const char *text, size_t len, const fansly_selection *selection);

/* Reads what is wanted from the table at an index: lists `items` and `fields`, name `later`, boolean `flat`, all optional. Its strings
 * are left on the stack, up to FANSLY_SELECTION_MAX of them: [-0, +n]. Raises where it is not of that form. */
void fansly_push_selection(lua_State *L, int want, fansly_selection *selection);

extern const luaL_Reg fansly_json_functions[];

/* --- lua_envelope.c --- */

/* Pushes the table that tells all about a finished transfer: [-0, +1]. `want` is the index of a table with the optional
 * lists `items` and `fields`, or 0. Raises only when memory is out, or `want` is not of that form. */
void fansly_push_exchange(lua_State *L, fansly_transfer *transfer, int want);

/* --- lua_trace.c --- */

/* Pushes the table of a trace, which the transfer has: [-0, +1] */
void fansly_push_trace(lua_State *L, const fansly_transfer *transfer);

/* --- lua_terminal.c --- */

extern const luaL_Reg fansly_terminal_functions[];

/* --- lua_box.c --- */

/* Raises Lua's own error where a problem of a pure part is that memory is out. */
void fansly_raise_memory(lua_State *L, const char *problem);

/* Pushes nil, kind and message, and returns 3. */
int fansly_refuse(lua_State *L, const char *kind, const char *message);

/* A userdata of a type, holding a pointer that is NULL until it is set: [-0, +1] */
void **fansly_push_box(lua_State *L, const char *type);

/* An empty buffer that is freed with its userdata: [-0, +1] */
fansly_buffer *fansly_push_buffer(lua_State *L);

/* Makes a metatable that is its own __index, and that nobody gets at from Lua. [-0, +0] */
void fansly_make_type(lua_State *L, const char *name, const luaL_Reg *methods);

/* --- lua_key.c --- */

/* The key at an index, NULL for a wiped one; raises where there is none. The next finalizer that runs may wipe it. */
fansly_secret *fansly_key_at(lua_State *L, int index);

/* The same, raising for a wiped one. */
fansly_secret *fansly_check_key(lua_State *L, int index);

extern const luaL_Reg fansly_key_functions[];

/* --- lua_request.c --- */

/* Fills a request from the table at an index, whose strings it borrows; the URL is built into `url`.
 * Returns 0, having left something on the stack, or pushes a refusal and returns its size. */
int fansly_read_request(lua_State *L, int table, fansly_request *request, fansly_buffer *url);

extern const luaL_Reg fansly_request_functions[];

/* --- lua_engine.c --- */

extern const luaL_Reg fansly_engine_functions[];

/* --- the metatables of each file's userdata: [-0, +0] --- */

void fansly_box_types(lua_State *L);
void fansly_key_types(lua_State *L);
void fansly_engine_types(lua_State *L);

#pragma GCC visibility pop

#endif
