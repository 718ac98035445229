/* Preloaded into a process under test: makes the libcurl that runs one of an older release, FANSLY_LIBCURL (such as 7.76.0). It tells
 * that version and knows no option that came after 7.76, so that the newer one below it is used as the older one would be. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define NEWEST_OPTION 308 /* CURLOPT_DOH_SSL_VERIFYSTATUS */

#undef curl_easy_setopt

typedef curl_version_info_data *version_function(CURLversion);
typedef CURLcode setopt_function(CURL *, CURLoption, ...);

/* ISO C knows no way from an object pointer to a function. */
static void find(const char *name, void *function) {
  *(void **)function = dlsym(RTLD_NEXT, name);
}

curl_version_info_data *curl_version_info(CURLversion age) {
  static curl_version_info_data shown;
  version_function *real;
  find("curl_version_info", &real);
  shown = *real(age);
  shown.version = getenv("FANSLY_LIBCURL");
  unsigned major = 0, minor = 0, patch = 0;
  if (shown.version == NULL || sscanf(shown.version, "%u.%u.%u", &major, &minor, &patch) != 3) abort();
  shown.version_num = major << 16 | minor << 8 | patch;
  return &shown;
}

/* A long, a pointer or a curl_off_t: all are passed alike where the specs run. */
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
  setopt_function *real;
  find("curl_easy_setopt", &real);
  va_list arguments;
  va_start(arguments, option);
  void *value = va_arg(arguments, void *);
  va_end(arguments);
  return option % 10000 > NEWEST_OPTION ? CURLE_UNKNOWN_OPTION : real(easy, option, value);
}
