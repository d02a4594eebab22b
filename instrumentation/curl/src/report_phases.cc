// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "report_phases.h"

#include <otelwrap/common/semconv.h>

#include <cstddef>

namespace otelwrap::curl {
namespace {

using common::AttributeSet;

struct EventNames {
  std::string_view start;
  std::string_view done;
};

constexpr EventNames kEventNames[] = {
    {"dns.start", "dns.done"},        {"connect.start", "connect.done"},
    {"tls.start", "tls.done"},        {"queue.start", "queue.done"},
    {"send.start", "send.done"},      {"wait.start", "wait.done"},
    {"receive.start", "receive.done"}};

void AddEvents(common::Operation& operation, const common::Phase& phase, PhaseKind kind,
               AttributeSet& attributes) noexcept {
  const EventNames& names = kEventNames[static_cast<size_t>(kind)];
  operation.AddEvent(names.start, attributes, phase.start);
  if (!phase.error_type.empty()) {
    attributes.AddText(common::Use::kSpan, common::semconv::kErrorType, phase.error_type);
  }
  operation.AddEvent(names.done, attributes, phase.end);
}

}  // namespace

[[gnu::hot]] std::chrono::steady_clock::time_point Now(
    const Instrumentation& instrumentation) noexcept {
  const common::Clock* clock = instrumentation.options().clock.get();
  return clock != nullptr ? clock->SteadyNow() : std::chrono::steady_clock::now();
}

void ReportPhases(common::Operation& operation, Phases form,
                  std::chrono::steady_clock::time_point start, const TransferInfo& info,
                  const PhaseList& phases, const PhaseSubject& subject) noexcept {
  for (size_t i = 0; i < phases.size; ++i) {
    const PhaseTimes& times_of_it = phases.items[i];
    AttributeSet attributes;
    DescribePhase(times_of_it.kind, info, subject, attributes);
    const auto name = DescribePhaseName(times_of_it.kind, info, subject);
    const common::Phase phase{name.view(), start + times_of_it.start, start + times_of_it.end,
                              &attributes, times_of_it.error_type};
    if (form == Phases::kEvents) {
      AddEvents(operation, phase, times_of_it.kind, attributes);
    } else {
      operation.AddPhase(phase);
    }
  }
}

}  // namespace otelwrap::curl
