// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Without an SDK, and by the environment: what a transfer does then.

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/scope.h>

#include <cstdlib>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

TEST(NoProviderTest, TheParentsContextIsSentOnAlsoAfterARedirect) {
  HttpStub server;
  Options options;
  options.tracer_provider = nostd::shared_ptr<trace::TracerProvider>(new trace::NoopTracerProvider);
  options.propagator = nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>(
      new trace::propagation::HttpTraceContext);
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server.Answer(redirect);
  Easy request = MakeEasy(server.url("/x"), MakeInstrumentation(options));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  const uint8_t id[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  const trace::SpanContext context(trace::TraceId(nostd::span<const uint8_t, 16>(id, 16)),
                                   trace::SpanId(nostd::span<const uint8_t, 8>(id, 8)),
                                   trace::TraceFlags(1), true);
  {
    const trace::Scope scope(nostd::shared_ptr<trace::Span>(new trace::DefaultSpan(context)));
    ASSERT_EQ(request.Perform(), CURLE_OK);
  }
  ASSERT_EQ(server.Requests().size(), 2U);
  for (const HttpRequest& sent : server.Requests()) {
    EXPECT_EQ(sent.Header("traceparent"),
              "00-0102030405060708090a0b0c0d0e0f10-0102030405060708-01");
  }
}

class PhasesVariableTest : public CurlTest {
 protected:
  void TearDown() override { unsetenv("OTEL_INSTRUMENTATION_CURL_PHASES"); }

  size_t SpansWith(const char* value) {
    setenv("OTEL_INSTRUMENTATION_CURL_PHASES", value, 1);
    spans_.Clear();
    Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation({}));
    EXPECT_EQ(request.Perform(), CURLE_OK);
    return spans_.Finished().size();
  }
};

TEST_F(PhasesVariableTest, TheVariableDecidesWhereTheOptionDoesNot) {
  EXPECT_EQ(SpansWith("nonsense"), 2U);
  EXPECT_EQ(SpansWith("off"), 1U);
  EXPECT_EQ(SpansWith("events"), 1U);
  EXPECT_THAT(spans_.Only(), HasEvent("connect.start"));
  EXPECT_EQ(SpansWith("spans"), 2U);
}

}  // namespace
}  // namespace otelwrap::curl
