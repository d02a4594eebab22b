// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The metrics of connections that are there by Options::connection_metrics:
// db.client.connection.create_time and db.client.connection.count. There is no pool: what a
// connection goes to stands for its name, and each is in use while it is there.
//
// Threads: safe; a Measured is used by one at a time. Ownership: instruments belong to the process,
// one set for each meter. Errors: none; without the option, a meter or memory nothing is written.

#pragma once

#include <otelwrap/common/fixed_text.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <chrono>

#include "describe.h"

namespace otelwrap::hiredis {

struct ConnectionInstruments;

// One connection: being made, then counted until this is destroyed. A default one does nothing.
class MeasuredConnection {
 public:
  MeasuredConnection() noexcept = default;
  MeasuredConnection(const Instrumentation& instrumentation, const Endpoint& endpoint) noexcept;
  MeasuredConnection(MeasuredConnection&& other) noexcept;
  MeasuredConnection& operator=(MeasuredConnection&& other) noexcept;
  ~MeasuredConnection() { Count(-1); }

  // It was made, since the constructor; or is there already, without a duration.
  void Created(const Instrumentation& instrumentation) noexcept;
  void TakenOver() noexcept;

 private:
  void Count(int change) noexcept;

  const ConnectionInstruments* instruments_ = nullptr;  // null: not measured
  bool counted_ = false;
  std::chrono::steady_clock::time_point began_;
  common::FixedText<160> pool_;
};

}  // namespace otelwrap::hiredis
