// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/curl/handle.h>

#include "handle_calls.h"
#include "handle_table.h"
#include "library.h"

namespace otelwrap::curl {
namespace {

bool IsOff(const CURL* handle) noexcept {
  return !common::Enabled(common::Component::kCurl) || handle == nullptr;
}

// The handle's state; null: it is not remembered.
HandleState* SetHeaders(CURL* handle, curl_slist* headers) noexcept {
  library.easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  HandleState* state = handle != nullptr ? handle_table::Find(handle) : nullptr;
  if (state != nullptr) state->set_headers(headers);
  return state;
}

// What is set is noted all the same, as by SetOpt: the list before may be gone by the time that the
// component is on again.
CURLcode PerformOff(CURL* handle, curl_slist* headers) {
  SetHeaders(handle, headers);
  return library.easy_perform(handle);
}

}  // namespace

CURL* Init() noexcept {
  CURL* handle = library.easy_init();
  handle_table::Add(handle, nullptr);
  return handle;
}

void Reset(CURL* handle) noexcept {
  ResetOn(handle, handle != nullptr ? handle_table::Find(handle) : nullptr);
}

CURL* Duplicate(CURL* handle) noexcept {
  HandleState* copy_state = nullptr;
  return DuplicateOf(handle, handle != nullptr ? handle_table::Find(handle) : nullptr, copy_state);
}

void Cleanup(CURL* handle) noexcept { CleanupOf(handle); }

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

CURLcode Perform(CURL* handle, curl_slist* headers) {
  if (IsOff(handle)) return PerformOff(handle, headers);
  return Perform(Default(), handle, headers);
}

CURLcode Perform(const Instrumentation& instrumentation, CURL* handle, curl_slist* headers) {
  if (IsOff(handle)) return PerformOff(handle, headers);
  return PerformOn(instrumentation, handle, SetHeaders(handle, headers), headers);
}

}  // namespace otelwrap::curl
