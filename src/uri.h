/* URLs: the base, path templates, percent-encoding, query strings, ids. */
#ifndef FANSLY_URI_H
#define FANSLY_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

#pragma GCC visibility push(hidden)

#define FANSLY_ID_MAX 64

/* Borrowed name and value; values may hold any byte. */
typedef struct {
  const char *name, *value;
  size_t name_len, value_len;
} fansly_pair;

/* 1 to 64 of A-Z a-z 0-9 _ - : nothing that could leave its place in a path. */
bool fansly_is_id(const char *text, size_t len);

/* Appends template (`/{account_id}/chats`) with its names replaced by ids from `params`, then the query string.
 * Returns NULL, or what is wrong, with *field set to the name of the parameter at fault (borrowed from the template or
 * the pairs, *field_len long) or NULL; the buffer may then hold a part. */
const char *fansly_uri_target(fansly_buffer *out, const char *path, size_t path_len, const fansly_pair *params, size_t param_count,
                              const fansly_pair *query, size_t query_count, const char **field, size_t *field_len);

/* Checks a base URL and appends its normal form: https, or http on loopback, no credentials, query or fragment,
 * path ending in /api/fansly, without a slash at the end.
 * Returns NULL, or what is wrong. */
const char *fansly_uri_base(fansly_buffer *out, const char *text, size_t len);

#pragma GCC visibility pop

#endif
