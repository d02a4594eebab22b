// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The metrics that are there by option, beside the duration: http.client.active_requests,
// http.client.request.body.size, http.client.response.body.size, dns.lookup.duration, and those of
// connections.
//
// Threads: safe. Ownership: instruments belong to the process, one for each meter and name. Errors:
// none; without an option, a meter or memory nothing is written.

#pragma once

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/curl/instrumentation.h>

#include <chrono>
#include <cstdint>
#include <string_view>

#include "connection_metrics.h"

namespace otelwrap::curl {

class ExtraMetrics {
 public:
  explicit ExtraMetrics(const Options& options) noexcept
      : active_requests_(options.active_requests),
        body_sizes_(options.body_sizes),
        lookup_durations_(options.lookup_durations),
        connections_(options.connections) {}

  bool wants_active_requests() const noexcept { return active_requests_; }
  bool wants_body_sizes() const noexcept { return body_sizes_; }
  bool wants_connections() const noexcept { return connections_; }
  bool wants_lookup_durations() const noexcept { return lookup_durations_; }

  void AddActive(const common::ProviderSnapshot& providers, int64_t change,
                 const common::AttributeSet& attributes) const noexcept;
  // Bytes on the wire; below 0: not known.
  void RecordBodies(const common::ProviderSnapshot& providers, int64_t sent, int64_t received,
                    const common::AttributeSet& attributes) const noexcept;
  void RecordLookup(const common::ProviderSnapshot& providers, std::string_view name,
                    std::chrono::microseconds duration, std::string_view error) const noexcept;
  // Null: connections are not to be told.
  const ConnectionInstruments* FindConnections(
      const common::ProviderSnapshot& providers) const noexcept;

 private:
  const bool active_requests_;
  const bool body_sizes_;
  const bool lookup_durations_;
  const bool connections_;
};

}  // namespace otelwrap::curl
