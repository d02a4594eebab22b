// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/curl/easy.h>

#include <utility>

#include "handle_calls.h"
#include "handle_table.h"
#include "library.h"

namespace otelwrap::curl {

Easy::Easy(std::shared_ptr<const Instrumentation> instrumentation) noexcept
    : handle_(library.easy_init()),
      state_(handle_table::Add(handle_, nullptr)),
      instrumentation_(std::move(instrumentation)) {
  if (state_ != nullptr) state_->set_instrumentation(instrumentation_);
}

Easy::Easy(CURL* handle, std::shared_ptr<const Instrumentation> instrumentation) noexcept
    : handle_(handle), instrumentation_(std::move(instrumentation)) {}

Easy::~Easy() { Release(); }

Easy::Easy(Easy&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      state_(std::exchange(other.state_, nullptr)),
      instrumentation_(std::move(other.instrumentation_)) {}

Easy& Easy::operator=(Easy&& other) noexcept {
  if (this == &other) return *this;
  Release();
  handle_ = std::exchange(other.handle_, nullptr);
  state_ = std::exchange(other.state_, nullptr);
  instrumentation_ = std::move(other.instrumentation_);
  return *this;
}

void Easy::Release() noexcept {
  if (handle_ != nullptr) CleanupOf(handle_);
}

CURLcode Easy::SetOptValue(CURLoption option, const OptionValue& value) noexcept {
  return SetOptionOf(handle_, HandleState::Remembers(option) ? state_ : nullptr, option, value);
}

[[gnu::hot]] CURLcode Easy::Perform() {
  if (!common::Enabled(common::Component::kCurl) || handle_ == nullptr) {
    return library.easy_perform(handle_);
  }
  return PerformOn(instrumentation_ != nullptr ? *instrumentation_ : Default(), handle_, state_);
}

void Easy::Reset() noexcept { ResetOn(handle_, state_); }

Easy Easy::Duplicate() const noexcept {
  HandleState* copy_state = nullptr;
  Easy copy(DuplicateOf(handle_, state_, copy_state), instrumentation_);
  copy.state_ = copy_state;
  if (copy_state != nullptr) copy_state->set_instrumentation(instrumentation_);
  return copy;
}

TraceSettings& Easy::Trace() noexcept {
  // Somewhere to write to for a handle that could not be made: nothing reads it.
  static thread_local TraceSettings nowhere;
  return state_ != nullptr ? state_->trace() : nowhere;
}

}  // namespace otelwrap::curl
