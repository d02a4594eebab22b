// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// MetricCatcher: while it lives, every metric of the process can be read from it. It installs a
// real SDK MeterProvider as the global one, read by hand, and puts the old one back when it is
// destroyed.
//
//   MetricCatcher metrics;
//   CallTheCode();
//   EXPECT_THAT(metrics.Collect(),
//               ElementsAre(AllOf(HistogramNamed("http.client.request.duration", "s"), HasCount(1),
//                                 AttributesAre({{"http.request.method", "GET"}}))));
//
// Points are cumulative: each Collect gives everything since the catcher was made, so that reading
// twice changes nothing. There is no Clear; a test that needs a fresh start makes a fresh catcher.
// Several may nest, and end in reverse order. One that finds another provider than its own
// installed when it ends leaves that one alone.
//
// Threads: all functions may be called from any thread.
// Ownership: what Collect returns are copies.
// Errors: Named reports a GoogleTest failure that prints what was recorded instead.

#pragma once

#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_value.h>
#include <otelwrap/testing/scope.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::testing {

enum class MetricKind { kCounter, kUpDownCounter, kGauge, kHistogram };

// One instrument with one set of attributes.
struct MetricPoint {
  std::string name;
  std::string unit;
  std::string description;
  MetricKind kind = MetricKind::kCounter;
  Scope scope;
  Attributes attributes;
  double value = 0;    // of counters and gauges
  uint64_t count = 0;  // this and the rest: of histograms
  double sum = 0;
  double min = 0;
  double max = 0;
  std::vector<double> boundaries;
  std::vector<uint64_t> counts;  // one more than boundaries
};

struct MetricCatcherOptions {
  // Called with the provider before it is installed, for example to add Views.
  std::function<void(opentelemetry::sdk::metrics::MeterProvider&)> customize;
  // Installs the provider globally. Leave it on, but for tests of a provider given by hand.
  bool install_provider = true;
};

class OTELWRAP_API MetricCatcher {
 public:
  explicit MetricCatcher(MetricCatcherOptions options = {});
  ~MetricCatcher();
  MetricCatcher(const MetricCatcher&) = delete;
  MetricCatcher& operator=(const MetricCatcher&) = delete;

  // All points, sorted by name and then by attributes.
  std::vector<MetricPoint> Collect() const;

  // The only point of this name; a test failure and an empty point if there is none or more.
  MetricPoint Named(std::string_view name) const;

  // For tests of options that take a provider.
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> provider() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

OTELWRAP_API std::ostream& operator<<(std::ostream& out, MetricKind kind);
OTELWRAP_API std::ostream& operator<<(std::ostream& out, const MetricPoint& point);

}  // namespace otelwrap::testing
