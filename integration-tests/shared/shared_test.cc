// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program linked with the shared libraries, and a plugin of it: one set of providers, one current
// span, one set of switches, whoever sets them.

#include <gmock/gmock.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/curl/easy.h>

#include "recorded_spans.h"

namespace otelwrap {
namespace {

namespace trace = opentelemetry::trace;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SharedTest, a_shared_component_uses_the_provider_that_the_program_set) {
  RecordedSpans spans;
  curl::Easy easy;
  easy.SetOpt(CURLOPT_URL, "http://127.0.0.1:1/");
  EXPECT_EQ(easy.Perform(), CURLE_COULDNT_CONNECT);
  EXPECT_THAT(spans.TakeNames(),
              ElementsAre("otelwrap.curl: socket connect 127.0.0.1:1", "otelwrap.curl: GET"));
}

TEST(SharedTest, a_plugin_uses_the_provider_and_the_current_span_of_the_program) {
  RecordedSpans spans;
  auto parent = trace::Provider::GetTracerProvider()->GetTracer("program")->StartSpan("request");
  {
    const trace::Scope scope(parent);
    ::testing::internal::CaptureStderr();
    CallPlugin(PLUGIN);
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  const auto ended = spans.Take();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0]->GetInstrumentationScope().GetName(), "otelwrap.hiredis");
  EXPECT_EQ(ended[0]->GetName(), "PING");
  EXPECT_EQ(ended[0]->GetStatus(), trace::StatusCode::kError);
  EXPECT_EQ(ended[0]->GetParentSpanId(), parent->GetContext().span_id());
  EXPECT_EQ(ended[0]->GetTraceId(), parent->GetContext().trace_id());
}

TEST(SharedTest, the_switch_that_the_program_turns_is_the_plugins) {
  RecordedSpans spans;
  common::SetEnabled(common::Component::kHiredis, false);
  CallPlugin(PLUGIN);
  EXPECT_THAT(spans.TakeNames(), IsEmpty());
  common::SetEnabled(common::Component::kHiredis, true);
  CallPlugin(PLUGIN);
  EXPECT_THAT(spans.TakeNames(), ElementsAre("otelwrap.hiredis: PING"));
}

// The program's shared libraries go before what the plugin was linked with.
TEST(SharedTest, a_plugin_with_a_static_copy_uses_the_provider_and_the_switches_of_the_program) {
  RecordedSpans spans;
  ::testing::internal::CaptureStderr();
  common::SetEnabled(common::Component::kHiredis, false);
  CallPlugin(PLUGIN_WITH_STATIC_COPY);
  EXPECT_THAT(spans.TakeNames(), IsEmpty());
  common::SetEnabled(common::Component::kHiredis, true);
  CallPlugin(PLUGIN_WITH_STATIC_COPY);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_THAT(spans.TakeNames(), ElementsAre("otelwrap.hiredis: PING"));
}

}  // namespace
}  // namespace otelwrap
