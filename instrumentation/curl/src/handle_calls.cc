// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "handle_calls.h"

#include "library.h"
#include "transfer.h"

namespace otelwrap::curl {
namespace {

CURLcode PassOn(CURL* handle, CURLoption option, const OptionValue& value) noexcept {
  switch (ClassOf(option)) {
    case OptionClass::kLong:
      return library.easy_setopt(handle, option, static_cast<long>(value.number));
    case OptionClass::kOffset:
      return library.easy_setopt(handle, option, value.number);
    case OptionClass::kFunction:
      return library.easy_setopt(handle, option, value.function);
    default:
      return library.easy_setopt(handle, option, value.pointer);
  }
}

// libcurl forbids a transfer inside a transfer of the same handle; the outer one's headers must
// stay.
class InTransfer {
 public:
  explicit InTransfer(HandleState& state) noexcept : state_(state) { state_.in_transfer = true; }
  ~InTransfer() { state_.in_transfer = false; }
  InTransfer(const InTransfer&) = delete;
  InTransfer& operator=(const InTransfer&) = delete;

 private:
  HandleState& state_;
};

CURLcode PerformSeen(const Instrumentation& instrumentation, CURL* handle, HandleState& state) {
  const SeenOptions& options = state.options();
  if (state.in_transfer || options.connect_only || !state.Url().IsHttp()) {
    return library.easy_perform(handle);
  }
  const InTransfer in_transfer(state);
  return PerformTraced(instrumentation, handle,
                       {state.Url(), options.method.Method(), &options.trace, options.has_proxy,
                        &state.injection, options.headers});
}

CURLcode PerformUnseen(const Instrumentation& instrumentation, CURL* handle) {
  const char* text = nullptr;
  library.easy_getinfo(handle, CURLINFO_EFFECTIVE_URL, &text);
  RequestUrl url;
  url.Read(text != nullptr ? text : "");
  if (!url.IsHttp()) return library.easy_perform(handle);
  return PerformTraced(instrumentation, handle, {url, {}});
}

}  // namespace

CURLcode SetOptionOf(CURL* handle, HandleState* state, CURLoption option,
                     const OptionValue& value) noexcept {
  if (!Takes(ClassOf(option), value.kind)) return CURLE_BAD_FUNCTION_ARGUMENT;
  const CURLcode result = PassOn(handle, option, value);
  if (result == CURLE_OK && state != nullptr) state->Note(option, value);
  return result;
}

CURLcode PerformOn(const Instrumentation& instrumentation, CURL* handle, HandleState* state) {
  return state != nullptr ? PerformSeen(instrumentation, handle, *state)
                          : PerformUnseen(instrumentation, handle);
}

}  // namespace otelwrap::curl
