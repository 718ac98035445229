/* The control of the soak: a plain client on libcurl, as most are written, with kept connections and nothing against libcurl's own
 * repeats. `control URL COUNT` sends COUNT messages, 16 at a time, and prints how many it was told were sent. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#define AT_ONCE 16

static size_t discard(char *bytes, size_t size, size_t count, void *userdata) {
  (void)bytes, (void)userdata;
  return size * count;
}

static void start(CURLM *multi, CURL *easy, char *body, size_t room, const char *url, long id) {
  snprintf(body, room, "{\"content\":\"soak-%ld\"}", id);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 1000L);
  curl_multi_add_handle(multi, easy);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  long left = atol(arguments[2]), next = 1, told = 0;
  char body[64];
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  for (int i = 0; i < AT_ONCE && next <= left; i++) start(multi, curl_easy_init(), body, sizeof body, arguments[1], next++);
  for (int running = 1; running > 0;) {
    curl_multi_perform(multi, &running);
    int queued;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &queued)) != NULL;) {
      CURL *easy = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result == CURLE_OK && status == 201) told++;
      curl_multi_remove_handle(multi, easy);
      if (next <= left) start(multi, easy, body, sizeof body, arguments[1], next++), running++;
      else curl_easy_cleanup(easy);
    }
    if (running > 0) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  printf("%ld\n", told);
  curl_multi_cleanup(multi);
  return 0;
}
