// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <curl/curl.h>

// libcurl is loaded on first use: linking it drags in some 25 shared objects, which costs every start
// of the command about 6 ms, and most commands never open a connection. The doors below are typed
// because Swift cannot call variadic functions.

/// Loads libcurl and initialises it; NULL on success, else a sentence. Call it once, from one thread at a time.
const char *wisely_curl_load(void);

CURL *wisely_easy_init(void);
void wisely_easy_cleanup(CURL *easy);
CURLcode wisely_easy_set_long(CURL *easy, CURLoption option, long value);
CURLcode wisely_easy_set_size(CURL *easy, CURLoption option, curl_off_t value);
CURLcode wisely_easy_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode wisely_easy_set_pointer(CURL *easy, CURLoption option, const void *value);
CURLcode wisely_easy_set_callback(CURL *easy, CURLoption option, curl_write_callback value);
CURLcode wisely_easy_get_pointer(CURL *easy, CURLINFO info, void **value);
CURLcode wisely_easy_pause(CURL *easy, int mask);
const char *wisely_easy_strerror(CURLcode code);

CURLM *wisely_multi_init(void);
CURLMcode wisely_multi_cleanup(CURLM *multi);
CURLMcode wisely_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode wisely_multi_add(CURLM *multi, CURL *easy);
CURLMcode wisely_multi_remove(CURLM *multi, CURL *easy);
CURLMcode wisely_multi_perform(CURLM *multi, int *running);
CURLMcode wisely_multi_poll(CURLM *multi, int milliseconds);
CURLMcode wisely_multi_wakeup(CURLM *multi);
/// The next finished transfer, or NULL; its result is stored in `result`.
CURL *wisely_multi_finished(CURLM *multi, CURLcode *result);

struct curl_slist *wisely_slist_append(struct curl_slist *list, const char *line);
void wisely_slist_free(struct curl_slist *list);

/// CURL_WRITEFUNC_PAUSE, which is a macro Swift does not import as a size.
static inline size_t wisely_write_pause(void) { return CURL_WRITEFUNC_PAUSE; }
