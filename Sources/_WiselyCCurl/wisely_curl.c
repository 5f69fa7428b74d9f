// SPDX-License-Identifier: Apache-2.0
#include "wisely_curl.h"
#include <dlfcn.h>
#include <stddef.h>

// The type-checking macros of curl.h would expand our own calls through the table.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define FUNCTIONS(X)                                                                            \
  X(curl_global_init) X(curl_easy_init) X(curl_easy_cleanup) X(curl_easy_setopt)                \
  X(curl_easy_getinfo) X(curl_easy_pause) X(curl_easy_strerror) X(curl_multi_init)              \
  X(curl_multi_cleanup) X(curl_multi_setopt) X(curl_multi_add_handle)                           \
  X(curl_multi_remove_handle) X(curl_multi_perform) X(curl_multi_poll) X(curl_multi_wakeup)     \
  X(curl_multi_info_read) X(curl_slist_append) X(curl_slist_free_all)

#define MEMBER(name) __typeof__(&name) name;
static struct { FUNCTIONS(MEMBER) } curl;

const char *wisely_curl_load(void) {
  static int is_loaded = 0;
  if (is_loaded) { return NULL; }
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) { return "libcurl.so.4 is missing; install libcurl (Debian: libcurl4)"; }
#define LOAD(name)                                                                              \
  *(void **)&curl.name = dlsym(library, #name);                                                 \
  if (curl.name == NULL) { return "libcurl lacks " #name "; version 7.68 or later is needed"; }
  FUNCTIONS(LOAD)
  if (curl.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return "libcurl could not be initialised";
  }
  is_loaded = 1;
  return NULL;
}

CURL *wisely_easy_init(void) { return curl.curl_easy_init(); }
void wisely_easy_cleanup(CURL *easy) { curl.curl_easy_cleanup(easy); }
CURLcode wisely_easy_set_long(CURL *easy, CURLoption option, long value) {
  return curl.curl_easy_setopt(easy, option, value);
}
CURLcode wisely_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl.curl_easy_setopt(easy, option, value);
}
CURLcode wisely_easy_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl.curl_easy_setopt(easy, option, value);
}
CURLcode wisely_easy_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl.curl_easy_setopt(easy, option, value);
}
CURLcode wisely_easy_set_callback(CURL *easy, CURLoption option, curl_write_callback value) {
  return curl.curl_easy_setopt(easy, option, value);
}
CURLcode wisely_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl.curl_easy_getinfo(easy, info, value);
}
CURLcode wisely_easy_pause(CURL *easy, int mask) { return curl.curl_easy_pause(easy, mask); }
const char *wisely_easy_strerror(CURLcode code) { return curl.curl_easy_strerror(code); }

CURLM *wisely_multi_init(void) { return curl.curl_multi_init(); }
CURLMcode wisely_multi_cleanup(CURLM *multi) { return curl.curl_multi_cleanup(multi); }
CURLMcode wisely_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl.curl_multi_setopt(multi, option, value);
}
CURLMcode wisely_multi_add(CURLM *multi, CURL *easy) {
  return curl.curl_multi_add_handle(multi, easy);
}
CURLMcode wisely_multi_remove(CURLM *multi, CURL *easy) {
  return curl.curl_multi_remove_handle(multi, easy);
}
CURLMcode wisely_multi_perform(CURLM *multi, int *running) {
  return curl.curl_multi_perform(multi, running);
}
CURLMcode wisely_multi_poll(CURLM *multi, int milliseconds) {
  return curl.curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}
CURLMcode wisely_multi_wakeup(CURLM *multi) { return curl.curl_multi_wakeup(multi); }
CURL *wisely_multi_finished(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl.curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) { continue; }
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

struct curl_slist *wisely_slist_append(struct curl_slist *list, const char *line) {
  return curl.curl_slist_append(list, line);
}
void wisely_slist_free(struct curl_slist *list) { curl.curl_slist_free_all(list); }
