// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "notice.h"

#include <otelwrap/common/environment.h>

#include <atomic>
#include <cstdio>
#include <exception>

namespace otelwrap::curl {
namespace {

bool IsDebugging() noexcept {
  try {
    return common::environment::ReadString("OTEL_LOG_LEVEL") == "debug";
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

void SayThatNothingIsInjected() noexcept {
  static std::atomic<bool> looked{false};
  if (looked.load(std::memory_order_relaxed) || looked.exchange(true) || !IsDebugging()) return;
  std::fputs(
      "otelwrap: a transfer of libcurl carries no trace context, because its handle's header list "
      "is not known. Make the handle by curl::Init and set its options through curl::SetOpt, or "
      "give the list to curl::Perform or curl::MultiAdd. (Said once.)\n",
      stderr);
}

}  // namespace otelwrap::curl
