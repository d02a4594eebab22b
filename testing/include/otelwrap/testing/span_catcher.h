// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// SpanCatcher: while it lives, every span of the process ends in its list. It installs a real SDK
// TracerProvider and the W3C propagators (trace context and baggage) as the global ones, and puts
// the old ones back when it is destroyed.
//
//   TEST(Checkout, MakesOneClientSpan) {
//     SpanCatcher spans;
//     CallTheCode();
//     EXPECT_THAT(spans.Finished(),
//                 ElementsAre(AllOf(SpanNamed("GET"), IsClient(), IsRootSpan())));
//   }
//
// Create it as a local variable or a fixture's member. Several may nest: the last one made catches,
// and they end in reverse order. One that finds another provider than its own installed when it
// ends leaves that one alone. Spans that end after their catcher are dropped.
//
// Threads: all functions may be called from any thread; spans may end on any thread.
// Ownership: what Finished and WaitFor return are copies.
// Errors: Only and Named report a GoogleTest failure that prints what was caught instead.

#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/sdk/trace/sampler.h>
#include <opentelemetry/trace/tracer_provider.h>
#include <otelwrap/config.h>
#include <otelwrap/testing/span.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace otelwrap::testing {

enum class Sampling {
  kAlwaysOn,
  kAlwaysOff,    // valid contexts, nothing recorded
  kParentBased,  // as the parent; root spans are sampled
};

struct SpanCatcherOptions {
  Sampling sampling = Sampling::kAlwaysOn;
  // Used instead of `sampling` when set, for example one that notes what a sampler gets to see.
  std::unique_ptr<opentelemetry::sdk::trace::Sampler> sampler;
  // Installs the provider globally. Leave it on, but for tests of a provider given by hand.
  bool install_provider = true;
  // Installs W3C trace context and baggage as the global propagator.
  bool install_propagator = true;
};

class OTELWRAP_API SpanCatcher {
 public:
  explicit SpanCatcher(SpanCatcherOptions options = {});
  ~SpanCatcher();
  SpanCatcher(const SpanCatcher&) = delete;
  SpanCatcher& operator=(const SpanCatcher&) = delete;

  // Every span that has ended since the start or the last Clear, in the order in which they ended.
  std::vector<Span> Finished() const;

  // Waits until at least `count` spans have ended, then returns what Finished does. After `timeout`
  // it returns what there is, so that a matcher shows what is missing.
  std::vector<Span> WaitFor(size_t count,
                            std::chrono::milliseconds timeout = std::chrono::seconds(5)) const;

  // The only span that has ended; a test failure and an empty Span if there is none or more.
  Span Only() const;

  // The only one of this name, likewise.
  Span Named(std::string_view name) const;

  // How many recorded spans have started and not ended: 0 where nothing leaks.
  size_t Unfinished() const;

  // Forgets the spans that have ended.
  void Clear();

  // For tests of options that take a provider.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> provider() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace otelwrap::testing
