// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "exchange.h"

#include <otelwrap/common/error_types.h>

#include <algorithm>

#include "classify.h"

namespace otelwrap::curl {
namespace {

std::string_view ErrorOf(CURLcode result) noexcept {
  if (result == CURLE_OK || result == CURLE_ABORTED_BY_CALLBACK) return {};
  return result == CURLE_OPERATION_TIMEDOUT ? common::error_types::kTimeout : ErrorType(result);
}

void Add(PhaseList& list, PhaseKind kind, std::chrono::microseconds start,
         std::chrono::microseconds end, std::string_view error = {}) noexcept {
  list.items[list.size++] = {kind, start, std::max(start, end), error};
}

}  // namespace

PhaseList FindExchange(const TransferInfo& info, const ExchangeTimes& times) noexcept {
  PhaseList found{};
  if (times.queue >= kLeastQueueWait) Add(found, PhaseKind::kQueue, {}, times.queue);
  if (!times.was_sent) return found;
  if (times.body_left && times.first_byte.count() == 0) {
    Add(found, PhaseKind::kSend, times.request, times.end, ErrorOf(info.result));
    return found;
  }
  auto wait_start = times.request;
  if (times.sent.count() > 0) {
    wait_start = std::max(times.request, times.sent);
    Add(found, PhaseKind::kSend, times.request, wait_start);
  }
  if (times.first_byte.count() == 0) {
    Add(found, PhaseKind::kWait, wait_start, times.end, ErrorOf(info.result));
    return found;
  }
  const auto receive_start = std::max(wait_start, times.first_byte);
  Add(found, PhaseKind::kWait, wait_start, receive_start);
  Add(found, PhaseKind::kReceive, receive_start, times.end, ErrorOf(info.result));
  return found;
}

}  // namespace otelwrap::curl
