/* The API key: checked once, kept in C memory, wiped at the end. */
#ifndef FANSLY_SECRET_H
#define FANSLY_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

#define FANSLY_SECRET_MAX 512

typedef struct fansly_secret fansly_secret;

/* Copies a key of 1 to 512 visible ASCII characters, so that it can be a header value and nothing more.
 * Returns NULL with *problem set to a text that does not contain the key; one reference is the caller's. */
fansly_secret *fansly_secret_new(const char *text, size_t len, const char **problem);

/* One more reference; transfers hold one while they are under way. */
fansly_secret *fansly_secret_hold(fansly_secret *secret);

/* One reference less; the last one wipes and frees. NULL is allowed. */
void fansly_secret_drop(fansly_secret *secret);

/* Compares in constant time for one length. */
bool fansly_secret_matches(const fansly_secret *secret, const char *text, size_t len);

/* Overwrites every occurrence of the key in `text` with asterisks: as it is, with JSON's escapes, and its beginning where the text
 * ends within it. What is shorter than six characters is left: it would blot out common words and protect nothing. */
void fansly_secret_redact(const fansly_secret *secret, char *text, size_t len);

/* The request header line with the key; the caller wipes and frees it. NULL when memory is out. */
char *fansly_secret_header(const fansly_secret *secret);

/* Overwrites memory in a way the compiler may not leave out. */
void fansly_wipe(void *bytes, size_t len);

#pragma GCC visibility pop

#endif
