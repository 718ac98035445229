/* What the libcurl that runs can do: it may be older or newer than the headers that this was built with. */
#ifndef FANSLY_LIBCURL_H
#define FANSLY_LIBCURL_H

#include <curl/curl.h>
#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* 7.76, the oldest one with which sends are known to be safe. */
#define FANSLY_LIBCURL_OLDEST 0x074c00

/* Its versions and features; they are libcurl's, and stay. */
const curl_version_info_data *fansly_libcurl(void);

/* At least this version, as 0xXXYYZZ. */
static inline bool fansly_libcurl_is(unsigned version) {
  return fansly_libcurl()->version_num >= version;
}

/* Built with what a CURL_VERSION_ bit stands for. */
static inline bool fansly_libcurl_has(int feature) {
  return (fansly_libcurl()->features & feature) != 0;
}

#pragma GCC visibility pop

#endif
