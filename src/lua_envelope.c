/* The envelope around every answer: its levels of success, the value inside, the cursor, and what an error says.
 *
 *   { statusCode, message, timestamp, data: { status_code, nextCursor, data: { success, response: VALUE } } }
 *
 * Every layer can be missing, so each is looked for in all places where it has been seen. */
#include <locale.h>
#include <stdio.h>

#include "lua_core.h"
#include "outcome.h"

#define EXCERPT_MAX 2048
#define NO_STATUS (-1) /* something else stands where a status belongs */

/* Where the cursor of the next page has been seen, the documented place first. */
static const char *const cursor_places[] = {"data.nextCursor",           "data.data.nextCursor", "data.data.response.nextCursor",
                                            "data.data.response.cursor", "data.data.cursor",     "data.cursor"};

static const char *const faults[] = {NULL, "network", "timeout", "tls", "limit", "protocol", "cancelled", "memory", "validation"};

/* Stack indices of the exchange and the three levels of its body; a level that is not there is nil. */
typedef struct {
  lua_State *L;
  fansly_transfer *transfer;
  int exchange, body, data, inner;
} envelope;

/* --- small reads --- */

/* Field of what may not be a table. [-0, +1] */
static void push_field(lua_State *L, int index, const char *name) {
  if (lua_istable(L, index)) fansly_rawfield(L, index, name);
  else lua_pushnil(L);
}

/* Follows a dotted place from a value: [-0, +1], nil where it leads nowhere. */
static void push_place(lua_State *L, int index, const char *place) {
  lua_pushvalue(L, index);
  while (*place != '\0') {
    size_t len = strcspn(place, ".");
    if (!lua_istable(L, -1)) {
      lua_pop(L, 1);
      lua_pushnil(L);
      return;
    }
    lua_pushlstring(L, place, len);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    place += place[len] == '.' ? len + 1 : len;
  }
}

/* The status in a field: 0 where there is none, NO_STATUS where it is nothing of that kind. */
static int read_status(lua_State *L, int index, const char *name) {
  push_field(L, index, name);
  bool absent = lua_isnil(L, -1);
  double value = lua_isnumber(L, -1) ? lua_tonumber(L, -1) : 0;
  lua_pop(L, 1);
  if (absent) return 0;
  return value >= 1 && value <= 999999 ? (int)value : NO_STATUS;
}

static bool says_no(lua_State *L, int index) {
  push_field(L, index, "success");
  bool no = !lua_isnil(L, -1) && !(lua_isboolean(L, -1) && lua_toboolean(L, -1)); /* what is neither is a doubt */
  lua_pop(L, 1);
  return no;
}

static bool is_good(int status) {
  return status == 0 || (status >= 200 && status <= 299);
}

/* --- writing the exchange --- */

/* Sets a field to the value on top: [-1, +0] */
static void set(const envelope *e, const char *name) {
  lua_setfield(e->L, e->exchange, name);
}

static void set_whole(const envelope *e, const char *name, double value) {
  fansly_pushwhole(e->L, value);
  set(e, name);
}

static void set_text(const envelope *e, const char *name, const char *text) {
  lua_pushstring(e->L, text);
  set(e, name);
}

/* The text without the key: [-0, +1] */
static void push_redacted(const envelope *e, const char *text, size_t len) {
  char *copy = fansly_newuserdata(e->L, len + 1);
  memcpy(copy, text, len);
  fansly_secret_redact(e->transfer->key, copy, len);
  lua_pushlstring(e->L, copy, len);
  lua_remove(e->L, -2);
}

/* Sets a field to the string on top, without the key; anything else on top is dropped. [-1, +0] */
static bool set_redacted(const envelope *e, const char *name) {
  bool is_text = lua_type(e->L, -1) == LUA_TSTRING;
  if (is_text) {
    size_t len;
    const char *text = lua_tolstring(e->L, -1, &len);
    push_redacted(e, text, len);
    set(e, name);
  }
  lua_pop(e->L, 1);
  return is_text;
}

/* --- errors --- */

/* Takes the string on top for the text of the error; an empty one says nothing. [-1, +0] */
static bool set_error_words(const envelope *e) {
  bool empty = lua_type(e->L, -1) == LUA_TSTRING && fansly_rawlen(e->L, -1) == 0;
  if (empty) lua_pop(e->L, 1);
  return !empty && set_redacted(e, "text");
}

/* The text a level gives for a failure: `message`, `error` (text, or an object with a message), `detail`. */
static bool set_error_text(const envelope *e, int level, bool with_message) {
  lua_State *L = e->L;
  if (with_message) {
    push_field(L, level, "message");
    if (set_error_words(e)) return true;
  }
  push_field(L, level, "error");
  if (lua_istable(L, -1)) {
    push_field(L, lua_gettop(L), "message");
    if (lua_type(L, -1) != LUA_TSTRING) {
      lua_pop(L, 1);
      push_field(L, lua_gettop(L), "details");
    }
    lua_remove(L, -2);
  }
  if (set_error_words(e)) return true;
  push_field(L, level, "detail");
  return set_error_words(e);
}

/* The number of an error object such as { success = false, error = { code = 99 } }, 0 where there is none. */
static int read_error_code(const envelope *e) {
  const int levels[] = {e->inner, e->data, e->body};
  int code = 0;
  for (int i = 0; i < 3 && code <= 0; i++) {
    push_field(e->L, levels[i], "error");
    code = read_status(e->L, lua_gettop(e->L), "code");
    lua_pop(e->L, 1);
  }
  return code;
}

static void set_excerpt(const envelope *e) {
  const fansly_buffer *answer = &e->transfer->answer;
  if (answer->len == 0) return;
  /* redacted before it is cut, so that the cut does not leave half a key */
  size_t len = answer->len < EXCERPT_MAX + FANSLY_SECRET_MAX ? answer->len : EXCERPT_MAX + FANSLY_SECRET_MAX;
  push_redacted(e, answer->data, len);
  const char *text = lua_tolstring(e->L, -1, &len);
  lua_pushlstring(e->L, text, len < EXCERPT_MAX ? len : EXCERPT_MAX);
  set(e, "body");
  lua_pop(e->L, 1);
}

static void set_failure(const envelope *e, const fansly_facts *facts) {
  /* a good outer status comes with a message about the good part */
  int outer = read_status(e->L, e->body, "statusCode");
  bool file = e->transfer->saves && facts->body == FANSLY_BODY_READ, good = is_good(outer) && is_good(facts->status);
  if (!set_error_text(e, e->inner, true) && !set_error_text(e, e->data, true) &&
      !set_error_text(e, e->body, !good || (file && outer == 0)) && file && good)
    set_text(e, "text", "the answer is no file");
  int code = facts->inner_status <= 0 ? read_error_code(e) : 0;
  if (code > 0) set_whole(e, "code", code);
  set_excerpt(e);
}

/* --- the value --- */

/* `flat`: the value is the level above, which has more than what it holds. */
static void set_value(const envelope *e, bool flat) {
  lua_State *L = e->L;
  if (flat) lua_pushvalue(L, e->data);
  else push_field(L, e->inner, "response");
  const int levels[] = {e->inner, e->data, e->body};
  for (int i = 0; i < 3 && lua_isnil(L, -1); i++) {
    lua_pop(L, 1);
    lua_pushvalue(L, levels[i]);
  }
  set(e, "value");
}

/* The text of a number as the server wrote it: the shortest that reads back as the same. [-0, +1] */
static void push_digits(lua_State *L, double value) {
  char digits[32];
  if (value > -1e17 && value < 1e17 && (double)(long long)value == value) {
    snprintf(digits, sizeof digits, "%.0f", value);
  } else {
    for (int precision = 15; precision <= 17; precision++) {
      snprintf(digits, sizeof digits, "%.*g", precision, value);
      if (strtod(digits, NULL) == value) break;
    }
  }
  /* the host's locale may have another decimal point */
  luaL_gsub(L, digits, localeconv()->decimal_point, ".");
}

/* A cursor is a text, or a number that is sent back as its digits; "", 0 and null mean that there is none. [-1, +0] */
static bool set_cursor(const envelope *e) {
  lua_State *L = e->L;
  bool none = true;
  if (lua_type(L, -1) == LUA_TSTRING) {
    none = fansly_rawlen(L, -1) == 0;
  } else if (lua_type(L, -1) == LUA_TNUMBER) {
    double value = lua_tonumber(L, -1);
    none = value == 0;
    lua_pop(L, 1);
    push_digits(L, value);
  }
  if (none) lua_pop(L, 1);
  else set(e, "cursor");
  return !none;
}

/* An object where one of several places has a list is no list; an empty table may be either. */
static bool is_list(lua_State *L, int index) {
  if (!lua_istable(L, index)) return false;
  if (fansly_rawlen(L, index) > 0) return true;
  lua_pushnil(L);
  if (lua_next(L, index) == 0) return true;
  lua_pop(L, 2);
  return false;
}

static void set_page(const envelope *e, const fansly_selection *selection) {
  for (int i = 0; i < selection->place_count; i++) {
    push_place(e->L, e->body, selection->places[i]);
    if (is_list(e->L, lua_gettop(e->L))) {
      set(e, "items");
      break;
    }
    lua_pop(e->L, 1);
  }
  for (size_t i = 0; selection->place_count > 0 && i < sizeof cursor_places / sizeof cursor_places[0]; i++) {
    push_place(e->L, e->body, cursor_places[i]);
    if (set_cursor(e)) break;
  }
}

/* --- headers --- */

/* Sets a field of the table on top to a header's value, without the key. One that was too long to be kept whole may end in
 * a part of the key: it is left out. [-0, +0] */
static void set_header(const envelope *e, const char *name, int header) {
  const char *text = e->transfer->header[header];
  size_t len = strlen(text);
  if (len == 0 || len == FANSLY_HEADER_MAX - 1) return;
  push_redacted(e, text, len);
  lua_setfield(e->L, -2, name);
}

static void set_headers(const envelope *e) {
  const fansly_transfer *t = e->transfer;
  lua_State *L = e->L;
  double wait = fansly_transfer_retry_after(t);
  if (wait >= 0) {
    fansly_pushnumber(L, wait);
    set(e, "retry_after");
  }
  lua_pushvalue(L, e->exchange);
  set_header(e, "request_id", FANSLY_HEADER_REQUEST_ID);
  if (t->sink.kept) set_header(e, "type", FANSLY_HEADER_CONTENT_TYPE);
  lua_pop(L, 1);
  if (t->header[FANSLY_HEADER_LIMIT][0] == '\0' && t->header[FANSLY_HEADER_REMAINING][0] == '\0' &&
      t->header[FANSLY_HEADER_PLAN][0] == '\0' && wait < 0) {
    return;
  }
  lua_newtable(L);
  static const struct {
    int header;
    const char *name;
  } numbers[] = {{FANSLY_HEADER_LIMIT, "limit"}, {FANSLY_HEADER_REMAINING, "remaining"}};
  for (int i = 0; i < 2; i++) {
    const char *text = t->header[numbers[i].header];
    if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text) || strlen(text) > 15) continue;
    fansly_pushwhole(L, strtod(text, NULL));
    lua_setfield(L, -2, numbers[i].name);
  }
  set_header(e, "plan", FANSLY_HEADER_PLAN);
  if (wait >= 0) {
    fansly_pushnumber(L, wait);
    lua_setfield(L, -2, "retry_after");
  }
  set(e, "rate_limit");
}

/* --- the whole --- */

/* Reads the body and pushes its three levels: [-0, +3]. Returns what is known of the body. */
static fansly_body_state push_levels(envelope *e, const fansly_selection *selection) {
  lua_State *L = e->L;
  fansly_transfer *t = e->transfer;
  fansly_body_state state = t->fault == FANSLY_FAULT_NONE ? FANSLY_BODY_READ : FANSLY_BODY_CUT;
  e->body = lua_gettop(L) + 1;
  if (t->sink.kept) {
    lua_newtable(L);
  } else if (state == FANSLY_BODY_READ && t->answer.len > 0) {
    fansly_json_result result = fansly_json_read(L, t->answer.data, t->answer.len, selection);
    if (result.problem != NULL) {
      state = FANSLY_BODY_UNREADABLE;
      set_text(e, "unreadable", result.too_deep ? "limit" : "protocol");
      lua_pushfstring(L, "the answer cannot be read: %s at byte %d", result.problem, (int)result.offset + 1);
      set(e, "detail");
      lua_pushnil(L);
    }
  } else if (state == FANSLY_BODY_READ && (t->status == 204 || t->status == 205)) {
    lua_newtable(L);
  } else {
    if (state == FANSLY_BODY_READ) {
      state = FANSLY_BODY_UNREADABLE;
      set_text(e, "unreadable", "protocol");
      set_text(e, "detail", "the answer is empty");
    }
    lua_pushnil(L);
  }
  push_field(L, e->body, "data");
  push_field(L, e->body + 1, "data");
  e->data = e->body + 1;
  e->inner = e->body + 2;
  return state;
}

static void set_statuses(const envelope *e, fansly_facts *facts) {
  int outer = read_status(e->L, e->body, "statusCode"), inner = read_status(e->L, e->data, "status_code");
  facts->inner_status = !is_good(inner) ? inner : !is_good(outer) ? outer : 0;
  facts->success = (!e->transfer->saves || e->transfer->sink.kept) && !says_no(e->L, e->body) && !says_no(e->L, e->data) &&
                   !says_no(e->L, e->inner);
  int code = facts->inner_status != 0 ? facts->inner_status : inner != 0 ? inner : outer;
  if (facts->status != 0) set_whole(e, "status", facts->status);
  if (inner > 0) set_whole(e, "status_code", inner);
  if (code > 0) set_whole(e, "code", code);
  push_field(e->L, e->body, "message");
  set_redacted(e, "message");
  push_field(e->L, e->body, "timestamp");
  set_redacted(e, "timestamp");
}

void fansly_push_exchange(lua_State *L, fansly_transfer *t, int want) {
  fansly_checkstack(L, FANSLY_SELECTION_MAX + 32); /* what is wanted stays there while all else is made */
  lua_createtable(L, 0, 16);
  envelope e = {.L = L, .transfer = t, .exchange = lua_gettop(L)};
  fansly_selection selection = {0};
  if (want != 0) fansly_push_selection(L, want, &selection);
  fansly_facts facts = {.connected = t->connections > 0,
                        .handed_out = fansly_transfer_handed_out(t),
                        .answered = t->status != 0,
                        .status = t->status};
  facts.body = push_levels(&e, &selection);
  set_statuses(&e, &facts);
  fansly_outcome outcome = fansly_outcome_of(&facts);
  set_text(&e, "outcome", fansly_outcome_name(outcome));
  if (t->fault != FANSLY_FAULT_NONE) {
    set_text(&e, "fault", faults[t->fault]);
    lua_pushstring(L, fansly_transfer_problem(t));
    set_redacted(&e, "detail");
  }
  set_headers(&e);
  if (t->trace != NULL) fansly_push_trace(L, t), set(&e, "trace");
  set_whole(&e, "bytes", (double)t->answer.len + (double)t->sink.written);
  lua_pushnumber(L, t->elapsed);
  set(&e, "elapsed");
  if (outcome == FANSLY_DONE) {
    set_value(&e, selection.flat);
    set_page(&e, &selection);
  } else {
    set_failure(&e, &facts);
  }
  lua_settop(L, e.exchange);
}
