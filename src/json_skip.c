/* One loop that keeps its place in a register. What is rare is left to json_scan.c. */
#include "json_skip.h"

/* Each of these begins at p and returns where it ends, or NULL where the scan says what is wrong. */

static const char *fail(fansly_scan *scan, const char *p, const char *problem) {
  scan->p = p;
  fansly_scan_missing(scan, problem);
  return NULL;
}

static const char *behind_hard_string(fansly_scan *scan, const char *p) {
  char ignored[4];
  size_t len;
  scan->p = p;
  for (;;) {
    if (!fansly_scan_plain(scan)) return NULL;
    if (*scan->p++ == '"') return scan->p;
    if (!fansly_scan_escape(scan, ignored, &len)) return NULL;
  }
}

/* Begins behind the opening quote. */
static inline const char *behind_string(fansly_scan *scan, const char *p) {
  for (;; p += 2) {
    p = fansly_skip_plain(p, scan->end);
    if (*p == '"') return p + 1;
    if (*p != '\\' || fansly_escapes[(unsigned char)p[1]] == 0) return behind_hard_string(scan, p);
  }
}

static inline const char *behind_number(fansly_scan *scan, const char *p) {
  const char *from = p + (*p == '-'), *end = from;
  while (*end >= '0' && *end <= '9') end++;
  bool whole = *end != '.' && *end != 'e' && *end != 'E';
  if (whole && (end - from == 1 || (end > from && *from != '0'))) return end;
  fansly_number ignored;
  scan->p = p;
  return fansly_scan_hard_number(scan, &ignored) ? scan->p : NULL;
}

static const char *behind_other_name(fansly_scan *scan, fansly_names *names, const char *p) {
  if (*p != '"') return fail(scan, p, "a name in quotes is missing");
  const char *from = p + 1, *end = fansly_skip_plain(from, scan->end);
  if (*end != '"') return behind_hard_string(scan, end);
  fansly_names_take(names, from, (size_t)(end - from));
  return end + 1;
}

/* A name and the colon behind it, up to its value. */
static inline const char *behind_name(fansly_scan *scan, fansly_names *names, const char *p) {
  const fansly_name *name = fansly_names_guessed(names, p, scan->end);
  if (name != NULL) {
    fansly_names_follow(names, *names->guess);
    p += name->len + 2;
  } else {
    p = behind_other_name(scan, names, p);
    if (p == NULL) return NULL;
  }
  p = fansly_behind_space(p);
  if (*p == ':') return fansly_behind_space(p + 1);
  scan->p = p;
  fansly_scan_fail(scan, "a colon is missing");
  return NULL;
}

static inline const char *behind_scalar(fansly_scan *scan, const char *p) {
  if (*p == '"') return behind_string(scan, p + 1);
  if (*p == '-' || (*p >= '0' && *p <= '9')) return behind_number(scan, p);
  scan->p = p;
  bool ok = *p == 't'   ? fansly_scan_word(scan, "true")
            : *p == 'f' ? fansly_scan_word(scan, "false")
            : *p == 'n' ? fansly_scan_word(scan, "null")
                        : fansly_scan_missing(scan, "a value that does not exist in JSON");
  return ok ? scan->p : NULL;
}

/* Which levels are open: a bit for each, set for an object; the innermost is the lowest. */
typedef struct {
  uint64_t objects;
  int count;
} levels;

static inline bool in_object(const levels *l) {
  return (l->objects & 1) != 0;
}

static inline bool at_closing(const levels *l, const char *p) {
  return *p == (in_object(l) ? '}' : ']');
}

/* Behind a value, or at the bracket that closes an empty level: behind all the levels that end here. */
static inline const char *behind_closing(levels *l, const char *p) {
  for (; l->count > 0; l->count--, l->objects >>= 1, p++) {
    p = fansly_behind_space(p);
    if (!at_closing(l, p)) break;
  }
  return p;
}

static const char *behind_value(fansly_scan *scan, fansly_names *names, const char *p, int depth) {
  levels l = {0};
  for (;;) {
    if (in_object(&l) && (p = behind_name(scan, names, p)) == NULL) return NULL;
    if (*p == '{' || *p == '[') {
      scan->too_deep = depth + l.count > FANSLY_DEPTH_MAX;
      if (scan->too_deep) return fail(scan, p, FANSLY_TOO_DEEP);
      l.objects = l.objects << 1 | (*p == '{');
      l.count++;
      p = fansly_behind_space(p + 1);
      if (!at_closing(&l, p)) continue;
    } else if ((p = behind_scalar(scan, p)) == NULL) {
      return NULL;
    }
    p = behind_closing(&l, p);
    if (l.count == 0) return p;
    if (*p != ',') return fail(scan, p, "a comma or the end is missing");
    p = fansly_behind_space(p + 1);
  }
}

bool fansly_skip_value(fansly_scan *scan, fansly_names *names, int depth) {
  const char *end = behind_value(scan, names, scan->p, depth);
  if (end != NULL) scan->p = end;
  return end != NULL;
}
