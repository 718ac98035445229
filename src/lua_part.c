/* A part of a document: of the items of a list only the wanted fields are built, and an object beside them is left as its text. What is
 * not wanted is checked like all else. */
#include "lua_reader.h"

/* Where places of lists go on from here: what is left of each, NULL for those that went elsewhere. */
typedef struct {
  const char *rest[FANSLY_PLACES_MAX];
} path;

typedef struct {
  const char *text;
  size_t len;
} bytes;

bool fansly_is_field(const fansly_selection *s, const char *name, size_t len) {
  for (int i = 0; i < s->field_count; i++) {
    if (s->field_lens[i] == len && memcmp(s->fields[i], name, len) == 0) return true;
  }
  return false;
}

static bool is_wanted(const fansly_reader *r, const fansly_reader_name *name) {
  if (!name->pushed) return r->names.name[name->number].wanted;
  size_t len;
  const char *text = lua_tolstring(r->L, -1, &len);
  return fansly_is_field(r->selection, text, len);
}

/* A member of an item: [-0, +0] */
static bool read_field(fansly_reader *r, int depth, const fansly_reader_name *name) {
  if (is_wanted(r, name)) {
    fansly_push_name(r, name);
    return fansly_read_member(r, depth, name->number);
  }
  if (name->pushed) lua_pop(r->L, 1);
  return fansly_skip_value(&r->scan, &r->names, depth);
}

/* An item with its wanted fields: [-0, +1] */
static bool read_item(fansly_reader *r, int depth, unsigned list) {
  if (*r->scan.p != '{') return fansly_read_value(r, depth, list);
  bool more;
  if (!fansly_open_object(r, depth, r->selection->field_count, &more)) return false;
  while (more) {
    fansly_reader_name field;
    if (!fansly_read_name(r, &field)) return false;
    if (!read_field(r, depth + 1, &field) || !fansly_scan_next(&r->scan, '}', &more)) return false;
  }
  return true;
}

/* [-0, +1] */
static bool read_items(fansly_reader *r, int depth, unsigned name) {
  if (!fansly_scan_open(&r->scan, depth)) return false;
  lua_newtable(r->L);
  if (*r->scan.p == ']') return r->scan.p++, true;
  bool more = true;
  for (int i = 1; more; i++) {
    if (!read_item(r, depth + 1, name)) return false;
    lua_rawseti(r->L, -2, i);
    if (!fansly_scan_next(&r->scan, ']', &more)) return false;
  }
  return true;
}

/* How the places go on behind a name: whether a list of items is there, and whether any leads on. */
static void follow(const fansly_selection *s, const path *here, const bytes *name, path *next, bool *list, bool *on) {
  *list = *on = false;
  for (int i = 0; i < s->place_count; i++) {
    const char *rest = here->rest[i];
    bool leads = rest != NULL && strcspn(rest, ".") == name->len && memcmp(rest, name->text, name->len) == 0;
    next->rest[i] = leads && rest[name->len] == '.' ? rest + name->len + 1 : NULL;
    *list |= leads && rest[name->len] == '\0';
    *on |= next->rest[i] != NULL;
  }
}

/* An object that is read when somebody asks for it, as its text: [-0, +1] */
static bool read_later(fansly_reader *r, int depth) {
  const char *from = r->scan.p;
  if (!fansly_skip_value(&r->scan, &r->names, depth)) return false;
  lua_pushlstring(r->L, from, (size_t)(r->scan.p - from));
  return true;
}

static bool is_later(const fansly_selection *s, const bytes *name) {
  return s->later != NULL && strlen(s->later) == name->len && memcmp(s->later, name->text, name->len) == 0;
}

static bool read_along(fansly_reader *r, const path *here, int depth);

/* A value beside the way to the items, or on it; its name is on top. [-0, +1] */
static bool read_beside(fansly_reader *r, const path *here, const fansly_reader_name *name, int depth) {
  path next;
  bool list, on;
  bytes text;
  text.text = lua_tolstring(r->L, -1, &text.len);
  follow(r->selection, here, &text, &next, &list, &on);
  if (list && *r->scan.p == '[') return read_items(r, depth, name->number);
  if (on && *r->scan.p == '{') return read_along(r, &next, depth);
  if (is_later(r->selection, &text) && *r->scan.p == '{') return read_later(r, depth);
  return fansly_read_value(r, depth, name->number);
}

/* An object on the way to the items: [-0, +1] */
static bool read_along(fansly_reader *r, const path *here, int depth) {
  bool more;
  if (!fansly_open_object(r, depth, 0, &more)) return false;
  while (more) {
    fansly_reader_name name;
    if (!fansly_read_name(r, &name)) return false;
    fansly_push_name(r, &name);
    if (*r->scan.p == 'n') {
      if (!fansly_read_null(r)) return false;
    } else {
      if (!read_beside(r, here, &name, depth + 1)) return false;
      lua_rawset(r->L, -3);
    }
    if (!fansly_scan_next(&r->scan, '}', &more)) return false;
  }
  return true;
}

bool fansly_read_part(fansly_reader *r) {
  const fansly_selection *s = r->selection;
  if (*r->scan.p != '{') return fansly_read_value(r, 1, FANSLY_NAME_NONE);
  path from = {{NULL}};
  for (int i = 0; i < s->place_count; i++) from.rest[i] = s->places[i];
  return read_along(r, &from, 1);
}

/* --- what is wanted --- */

/* The strings of a list of `want`, left on the stack so that they stay: [-0, +count] */
static int push_strings(lua_State *L, int want, const char *field, int most) {
  fansly_rawfield(L, want, field);
  int count = lua_istable(L, -1) ? (int)fansly_rawlen(L, -1) : 0;
  int list = lua_gettop(L);
  if (count > most) luaL_error(L, "want.%s has more than %d entries", field, most);
  for (int i = 1; i <= count; i++) {
    lua_rawgeti(L, list, i);
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "want.%s[%d] is not a string", field, i);
  }
  lua_remove(L, list);
  return count;
}

void fansly_push_selection(lua_State *L, int want, fansly_selection *selection) {
  int base = lua_gettop(L);
  selection->place_count = push_strings(L, want, "items", FANSLY_PLACES_MAX);
  for (int i = 0; i < selection->place_count; i++) selection->places[i] = lua_tostring(L, base + 1 + i);
  base = lua_gettop(L);
  selection->field_count = push_strings(L, want, "fields", FANSLY_FIELDS_MAX);
  for (int i = 0; i < selection->field_count; i++) selection->fields[i] = lua_tolstring(L, base + 1 + i, &selection->field_lens[i]);
  fansly_rawfield(L, want, "flat");
  selection->flat = lua_toboolean(L, -1);
  lua_pop(L, 1);
  fansly_rawfield(L, want, "later");
  selection->later = lua_tostring(L, -1); /* as the other strings: `want` keeps it */
}
