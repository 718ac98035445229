#include "libcurl.h"

#include <stdatomic.h>

/* libcurl puts the texts of it together anew each time it is asked, which took a tenth of a call. */
const curl_version_info_data *fansly_libcurl(void) {
  static _Atomic(const curl_version_info_data *) known = NULL;
  const curl_version_info_data *info = atomic_load_explicit(&known, memory_order_acquire);
  if (info == NULL) {
    info = curl_version_info(CURLVERSION_NOW);
    atomic_store_explicit(&known, info, memory_order_release);
  }
  return info;
}
