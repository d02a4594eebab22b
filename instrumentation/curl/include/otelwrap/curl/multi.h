// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced transfers of libcurl's multi interface: the spans are those of handle.h, from the moment
// in which a handle is added until its CURLMSG_DONE is read. Three calls are ours; all others are
// libcurl's own on the same handle: curl_multi_perform and curl_multi_poll as well as
// curl_multi_socket_action under an event loop.
//
//   curl::Multi multi;                                  // was curl_multi_init
//   multi.Add(request);                                 // was curl_multi_add_handle
//   curl_multi_perform(multi, &running);                // as ever
//   while (CURLMsg* message = multi.InfoRead(&left))    // was curl_multi_info_read
//     multi.Remove(message->easy_handle);               // was curl_multi_remove_handle
//
//   curl::MultiAdd(users_own, handle);                  // the same on a CURLM* of the user's own
//
// The parent is the span that is current when the handle is added. A handle that is removed or
// cleaned up before its message was read ends its span without an error, unless it had an answer
// from 400: that is the user's choice. Handles from Init and Easy are known; others should be given
// with their header list, or nothing is injected; their redirects are part of one span.
//
// Threads: as libcurl: one thread at a time for a CURLM*; which one may change. Ownership: Multi is
// move-only and frees its CURLM*; easy handles stay the user's, and must be removed before they are
// cleaned up, as libcurl asks. Errors: libcurl's own results, untouched; nothing throws.

#pragma once

#include <curl/curl.h>

#include <otelwrap/config.h>
#include <otelwrap/curl/instrumentation.h>

#include <memory>

namespace otelwrap::curl {

class OTELWRAP_API Multi {
 public:
  // Null: the component's default. An Easy that has an instrumentation of its own keeps it.
  explicit Multi(std::shared_ptr<const Instrumentation> instrumentation = nullptr) noexcept;
  ~Multi();
  Multi(Multi&& other) noexcept;
  Multi& operator=(Multi&& other) noexcept;
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  CURLM* get() const noexcept { return multi_; }
  operator CURLM*() const noexcept { return multi_; }  // NOLINT(google-explicit-constructor)

  CURLMcode Add(CURL* handle) noexcept;
  // `headers` is the handle's CURLOPT_HTTPHEADER from now on; it may be null.
  CURLMcode Add(CURL* handle, curl_slist* headers) noexcept;
  CURLMcode Remove(CURL* handle) noexcept;
  CURLMsg* InfoRead(int* left) noexcept;

 private:
  const Instrumentation& instrumentation() const noexcept;

  CURLM* multi_ = nullptr;
  std::shared_ptr<const Instrumentation> instrumentation_;
};

// REQUIRES: the instrumentation outlives the transfer.
OTELWRAP_API CURLMcode MultiAdd(CURLM* multi, CURL* handle) noexcept;
OTELWRAP_API CURLMcode MultiAdd(const Instrumentation& instrumentation, CURLM* multi,
                                CURL* handle) noexcept;
OTELWRAP_API CURLMcode MultiAdd(CURLM* multi, CURL* handle, curl_slist* headers) noexcept;
OTELWRAP_API CURLMcode MultiAdd(const Instrumentation& instrumentation, CURLM* multi, CURL* handle,
                                curl_slist* headers) noexcept;
OTELWRAP_API CURLMcode MultiRemove(CURLM* multi, CURL* handle) noexcept;
OTELWRAP_API CURLMsg* MultiInfoRead(CURLM* multi, int* left) noexcept;
// Ends what is under way, then cleans up.
OTELWRAP_API CURLMcode MultiCleanup(CURLM* multi) noexcept;

}  // namespace otelwrap::curl
