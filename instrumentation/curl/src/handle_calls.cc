// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "handle_calls.h"

#include "handle_table.h"
#include "in_multi.h"
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

// However the transfer ends: a callback of the user's may throw through libcurl.
class DropAtEnd {
 public:
  explicit DropAtEnd(HandleState& state) noexcept : state_(state) {}
  ~DropAtEnd() { state_.DropTransfer(); }
  DropAtEnd(const DropAtEnd&) = delete;
  DropAtEnd& operator=(const DropAtEnd&) = delete;

 private:
  HandleState& state_;
};

[[gnu::hot]] CURLcode Run(CURL* handle, Transfer& transfer) {
  const CURLcode result = library.easy_perform(handle);
  transfer.End(result);
  return result;
}

[[gnu::hot]] CURLcode PerformSeen(const Instrumentation& instrumentation, CURL* handle,
                                  HandleState& state) {
  if (!state.IsTraceable()) return library.easy_perform(handle);
  const DropAtEnd at_end(state);
  return Run(handle, state.StartTransfer(instrumentation, handle, false));
}

// A transfer of a multi handle, whose handle was taken out by libcurl's own
// curl_multi_remove_handle, has ended, and is no reason against another one. The state; null: it
// was remembered for that transfer only.
HandleState* EndRemovedUnseen(CURL* handle, HandleState* state) noexcept {
  if (state->transfer() == nullptr || MayBeInMulti(handle)) return state;
  state->transfer()->Cancel();
  state->DropTransfer();
  state->set_multi(nullptr);
  if (!state->is_foreign()) return state;
  handle_table::Take(handle);
  return nullptr;
}

bool HasMulti(const HandleState* state) noexcept {
  return state != nullptr && state->multi() != nullptr;
}

// `injection` null: the handle's header list is not known.
CURLcode PerformUnseen(const Instrumentation& instrumentation, CURL* handle,
                       HeaderInjection* injection, curl_slist* headers) {
  RequestUrl url;
  url.Read(ReadUrl(handle));
  if (!url.IsHttp()) return library.easy_perform(handle);
  DescribedUrl described;
  TransferRequest request{url, described, {}};
  request.injection = injection;
  request.headers = headers;
  Transfer transfer(instrumentation, handle, request);
  return Run(handle, transfer);
}

}  // namespace

CURLcode SetOptionOf(CURL* handle, HandleState* state, CURLoption option,
                     const OptionValue& value) noexcept {
  if (!Takes(ClassOf(option), value.kind)) return CURLE_BAD_FUNCTION_ARGUMENT;
  const Transfer* transfer = state != nullptr ? state->transfer() : nullptr;
  const bool borrowed = transfer != nullptr && transfer->Borrows(option);
  const CURLcode result = borrowed ? CURLE_OK : PassOn(handle, option, value);
  if (result == CURLE_OK && state != nullptr) state->Note(option, value);
  return result;
}

[[gnu::hot]] CURLcode PerformOn(const Instrumentation& instrumentation, CURL* handle,
                                HandleState* state) {
  if (HasMulti(state)) state = EndRemovedUnseen(handle, state);
  return state != nullptr ? PerformSeen(instrumentation, handle, *state)
                          : PerformUnseen(instrumentation, handle, nullptr, nullptr);
}

CURLcode PerformOn(const Instrumentation& instrumentation, CURL* handle, HandleState* state,
                   curl_slist* headers) {
  if (HasMulti(state)) state = EndRemovedUnseen(handle, state);
  if (state != nullptr) return PerformSeen(instrumentation, handle, *state);
  HeaderInjection injection;
  return PerformUnseen(instrumentation, handle, &injection, headers);
}

void ResetOn(CURL* handle, HandleState* state) noexcept {
  if (handle == nullptr) return;  // libcurl 8.14 would crash
  library.easy_reset(handle);
  if (state != nullptr) state->Reset();
}

CURL* DuplicateOf(CURL* handle, HandleState* state, HandleState*& copy_state) noexcept {
  copy_state = nullptr;
  if (handle == nullptr) return nullptr;  // likewise
  CURL* copy = library.easy_duphandle(handle);
  if (copy == nullptr || state == nullptr) return copy;
  if (Transfer* transfer = state->transfer()) transfer->GiveBack(copy);
  copy_state = handle_table::Add(copy, &state->options());
  return copy;
}

void CleanupOf(CURL* handle) noexcept {
  // Out of the table first: libcurl may give the address away at once.
  const auto state = handle != nullptr ? handle_table::Take(handle) : nullptr;
  if (state != nullptr && state->transfer() != nullptr) state->transfer()->Cancel();
  library.easy_cleanup(handle);
}

}  // namespace otelwrap::curl
