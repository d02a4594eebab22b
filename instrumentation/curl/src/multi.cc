// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/curl/multi.h>

#include <utility>

#include "handle_table.h"
#include "library.h"

namespace otelwrap::curl {
namespace {

const Instrumentation& InstrumentationFor(const HandleState& state,
                                          const Instrumentation& otherwise) noexcept {
  return state.instrumentation() != nullptr ? *state.instrumentation() : otherwise;
}

void StartSeen(const Instrumentation& instrumentation, CURLM* multi, CURL* handle,
               HandleState& state) noexcept {
  // One that libcurl takes is in no multi handle: an older transfer was removed unseen.
  if (state.multi() != nullptr && state.transfer() != nullptr) {
    state.transfer()->Cancel();
    state.DropTransfer();
  }
  if (!state.IsTraceable()) return;
  state.StartTransfer(InstrumentationFor(state, instrumentation), handle, true);
  state.set_multi(multi);
}

// Remembered for the time of the transfer only.
void StartForeign(const Instrumentation& instrumentation, CURLM* multi, CURL* handle,
                  bool knows_headers, curl_slist* headers) noexcept {
  HandleState* state = handle_table::Add(handle, nullptr);
  if (state == nullptr) return;
  state->set_headers(headers);
  if (state->StartForeignTransfer(instrumentation, handle, knows_headers)) {
    state->set_multi(multi);
  } else {
    handle_table::Take(handle);
  }
}

// Gives the state's transfer its end, and forgets a handle that was remembered for it only.
template <class Function>
void Finish(CURL* handle, Function&& end) noexcept {
  HandleState* state = handle_table::Find(handle);
  if (state == nullptr || state->transfer() == nullptr || state->multi() == nullptr) return;
  end(*state->transfer());
  state->DropTransfer();
  state->set_multi(nullptr);
  if (state->is_foreign()) handle_table::Take(handle);
}

void FinishDone(const CURLMsg& message) noexcept {
  if (message.msg != CURLMSG_DONE) return;
  const CURLcode result = message.data.result;
  Finish(message.easy_handle, [result](Transfer& transfer) { transfer.End(result); });
}

// One that was cleaned up by libcurl's own function is no handle any more.
bool IsIn(CURLM* multi, const CURL* handle) noexcept {
  if (library.multi_get_handles == nullptr) return true;
  CURL** handles = library.multi_get_handles(multi);
  bool found = false;
  for (CURL** each = handles; each != nullptr && *each != nullptr && !found; ++each) {
    found = *each == handle;
  }
  curl_free(handles);
  return found;
}

}  // namespace

CURLMcode MultiAdd(const Instrumentation& instrumentation, CURLM* multi, CURL* handle) noexcept {
  const CURLMcode result = library.multi_add_handle(multi, handle);
  if (result != CURLM_OK || !common::Enabled(common::Component::kCurl)) return result;
  HandleState* state = handle_table::Find(handle);
  if (state != nullptr && !state->is_foreign()) {
    StartSeen(instrumentation, multi, handle, *state);
  } else {
    StartForeign(instrumentation, multi, handle, false, nullptr);
  }
  return result;
}

CURLMcode MultiAdd(const Instrumentation& instrumentation, CURLM* multi, CURL* handle,
                   curl_slist* headers) noexcept {
  if (handle != nullptr) library.easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  HandleState* state = handle != nullptr ? handle_table::Find(handle) : nullptr;
  const bool seen = state != nullptr && !state->is_foreign();
  if (seen) state->set_headers(headers);
  const CURLMcode result = library.multi_add_handle(multi, handle);
  if (result != CURLM_OK || !common::Enabled(common::Component::kCurl)) return result;
  if (seen) {
    StartSeen(instrumentation, multi, handle, *state);
  } else {
    StartForeign(instrumentation, multi, handle, true, headers);
  }
  return result;
}

CURLMcode MultiAdd(CURLM* multi, CURL* handle) noexcept {
  return MultiAdd(Default(), multi, handle);
}

CURLMcode MultiAdd(CURLM* multi, CURL* handle, curl_slist* headers) noexcept {
  return MultiAdd(Default(), multi, handle, headers);
}

CURLMcode MultiRemove(CURLM* multi, CURL* handle) noexcept {
  const CURLMcode result = library.multi_remove_handle(multi, handle);
  if (result == CURLM_OK && handle != nullptr) {
    Finish(handle, [](Transfer& transfer) { transfer.Cancel(); });
  }
  return result;
}

CURLMsg* MultiInfoRead(CURLM* multi, int* left) noexcept {
  CURLMsg* message = library.multi_info_read(multi, left);
  if (message != nullptr) FinishDone(*message);
  return message;
}

CURLMcode MultiCleanup(CURLM* multi) noexcept {
  if (multi == nullptr) return library.multi_cleanup(multi);
  int left = 0;
  while (MultiInfoRead(multi, &left) != nullptr) {
  }
  for (CURL* handle : handle_table::HandlesIn(multi)) {
    const bool alive = IsIn(multi, handle);
    Finish(handle, [alive](Transfer& transfer) {
      if (alive) {
        transfer.Cancel();
      } else {
        transfer.Forget();
      }
    });
  }
  return library.multi_cleanup(multi);
}

Multi::Multi(std::shared_ptr<const Instrumentation> instrumentation) noexcept
    : multi_(library.multi_init()), instrumentation_(std::move(instrumentation)) {}

Multi::~Multi() {
  if (multi_ != nullptr) MultiCleanup(multi_);
}

Multi::Multi(Multi&& other) noexcept
    : multi_(std::exchange(other.multi_, nullptr)),
      instrumentation_(std::move(other.instrumentation_)) {}

Multi& Multi::operator=(Multi&& other) noexcept {
  if (this == &other) return *this;
  if (multi_ != nullptr) MultiCleanup(multi_);
  multi_ = std::exchange(other.multi_, nullptr);
  instrumentation_ = std::move(other.instrumentation_);
  return *this;
}

const Instrumentation& Multi::instrumentation() const noexcept {
  return instrumentation_ != nullptr ? *instrumentation_ : Default();
}

CURLMcode Multi::Add(CURL* handle) noexcept { return MultiAdd(instrumentation(), multi_, handle); }

CURLMcode Multi::Add(CURL* handle, curl_slist* headers) noexcept {
  return MultiAdd(instrumentation(), multi_, handle, headers);
}

CURLMcode Multi::Remove(CURL* handle) noexcept { return MultiRemove(multi_, handle); }

CURLMsg* Multi::InfoRead(int* left) noexcept { return MultiInfoRead(multi_, left); }

}  // namespace otelwrap::curl
