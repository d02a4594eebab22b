// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/curl/handle.h>

#include "handle_calls.h"
#include "handle_table.h"
#include "library.h"
#include "transfer.h"

namespace otelwrap::curl {
namespace {

bool IsOff(const CURL* handle) noexcept {
  return !common::Enabled(common::Component::kCurl) || handle == nullptr;
}

CURLcode PerformWithHeaders(const Instrumentation& instrumentation, CURL* handle,
                            curl_slist* headers) {
  if (HandleState* state = handle_table::Find(handle)) {
    state->set_headers(headers);
    return PerformOn(instrumentation, handle, state);
  }
  const char* text = nullptr;
  library.easy_getinfo(handle, CURLINFO_EFFECTIVE_URL, &text);
  RequestUrl url;
  url.Read(text != nullptr ? text : "");
  if (!url.IsHttp()) return library.easy_perform(handle);
  HeaderInjection injection;
  return PerformTraced(instrumentation, handle, {url, {}, nullptr, false, &injection, headers});
}

}  // namespace

CURL* Init() noexcept {
  CURL* handle = library.easy_init();
  handle_table::Add(handle, nullptr);
  return handle;
}

void Reset(CURL* handle) noexcept {
  library.easy_reset(handle);
  if (handle == nullptr) return;
  if (HandleState* state = handle_table::Find(handle)) state->Reset();
}

CURL* Duplicate(CURL* handle) noexcept {
  CURL* copy = library.easy_duphandle(handle);
  if (copy == nullptr) return nullptr;
  if (const HandleState* state = handle_table::Find(handle)) {
    handle_table::Add(copy, &state->options());
  }
  return copy;
}

void Cleanup(CURL* handle) noexcept {
  // First ours: libcurl may give the address away at once.
  if (handle != nullptr) handle_table::Remove(handle);
  library.easy_cleanup(handle);
}

CURLcode SetOptValue(CURL* handle, CURLoption option, const OptionValue& value) noexcept {
  HandleState* state =
      handle != nullptr && HandleState::Remembers(option) ? handle_table::Find(handle) : nullptr;
  return SetOptionOf(handle, state, option, value);
}

TraceSettings* Trace(CURL* handle) noexcept {
  HandleState* state = handle != nullptr ? handle_table::Find(handle) : nullptr;
  return state != nullptr ? &state->trace() : nullptr;
}

CURLcode Perform(CURL* handle) {
  return IsOff(handle) ? library.easy_perform(handle) : Perform(Default(), handle);
}

CURLcode Perform(const Instrumentation& instrumentation, CURL* handle) {
  if (IsOff(handle)) return library.easy_perform(handle);
  return PerformOn(instrumentation, handle, handle_table::Find(handle));
}

CURLcode Perform(CURL* handle, curl_slist* headers) { return Perform(Default(), handle, headers); }

CURLcode Perform(const Instrumentation& instrumentation, CURL* handle, curl_slist* headers) {
  library.easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  if (IsOff(handle)) {
    if (HandleState* state = handle != nullptr ? handle_table::Find(handle) : nullptr) {
      state->set_headers(headers);
    }
    return library.easy_perform(handle);
  }
  return PerformWithHeaders(instrumentation, handle, headers);
}

}  // namespace otelwrap::curl
