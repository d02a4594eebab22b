// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A sampler that takes some spans of a transfer and not the others: what is told of those that it
// takes is theirs alone.

#include <opentelemetry/sdk/trace/sampler.h>

#include <functional>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

namespace trace = opentelemetry::trace;
namespace sdk = opentelemetry::sdk::trace;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class SamplerOf final : public sdk::Sampler {
 public:
  using Takes = std::function<bool(trace::SpanKind)>;
  explicit SamplerOf(Takes takes) : takes_(std::move(takes)) {}

  sdk::SamplingResult ShouldSample(const trace::SpanContext&, trace::TraceId,
                                   opentelemetry::nostd::string_view, trace::SpanKind kind,
                                   const opentelemetry::common::KeyValueIterable&,
                                   const trace::SpanContextKeyValueIterable&) noexcept override {
    return {takes_(kind) ? sdk::Decision::RECORD_AND_SAMPLE : sdk::Decision::DROP, nullptr, {}};
  }
  opentelemetry::nostd::string_view GetDescription() const noexcept override { return "SamplerOf"; }

 private:
  const Takes takes_;
};

SpanCatcherOptions Sampling(SamplerOf::Takes takes) {
  SpanCatcherOptions options;
  options.sampler = std::make_unique<SamplerOf>(std::move(takes));
  return options;
}

std::shared_ptr<const Instrumentation> WithoutMetrics(bool logical_span) {
  Options options;
  options.metrics = false;
  options.logical_span = logical_span;
  return MakeInstrumentation(options);
}

Easy Follower(const std::string& url, std::shared_ptr<const Instrumentation> instrumentation) {
  Easy easy = MakeEasy(url, std::move(instrumentation));
  easy.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  return easy;
}

HttpResponse RedirectTo(const std::string& location) {
  HttpResponse response;
  response.status = 302;
  response.headers = {{"Location", location}};
  response.close = true;
  return response;
}

// libcurl sums a transfer's times up: those of a hop after one that nobody looked at are not known.
TEST(SamplingTest, AHopAfterAnUnsampledOneHasNoPhasesOfBoth) {
  int requests = 0;
  const SpanCatcher spans(Sampling([&requests](trace::SpanKind kind) {
    return kind != trace::SpanKind::kClient || ++requests > 1;
  }));
  HttpStub server;
  server.Answer(RedirectTo("/end"));
  Easy request = Follower(server.url("/start"), WithoutMetrics(false));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(server.Requests(), SizeIs(2));
  const Span span = spans.Only();
  EXPECT_THAT(span, AllOf(SpanNamed("GET"), HasAttribute("http.request.resend_count", 1)));
}

TEST(SamplingTest, ASampledHopBeforeAnUnsampledOneKeepsItsPhases) {
  int requests = 0;
  const SpanCatcher spans(Sampling([&requests](trace::SpanKind kind) {
    return kind != trace::SpanKind::kClient || ++requests == 1;
  }));
  HttpStub server;
  server.Answer(RedirectTo("/end"));
  Easy request = Follower(server.url("/start"), WithoutMetrics(false));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(SpanNamed(::testing::StartsWith("socket connect ")),
                          AllOf(SpanNamed("GET"), LacksAttribute("http.request.resend_count"))));
}

TEST(LogicalSpanTest, AloneItTellsOfTheLastRequest) {
  const SpanCatcher spans(
      Sampling([](trace::SpanKind kind) { return kind != trace::SpanKind::kClient; }));
  HttpStub server;
  server.Answer(RedirectTo("/end"));
  HttpResponse cut;
  cut.cut = true;
  server.Answer(cut);
  Easy request = Follower(server.url("/start"), WithoutMetrics(true));
  EXPECT_EQ(request.Perform(), CURLE_GOT_NOTHING);
  EXPECT_THAT(spans.Only(), AllOf(IsInternal(), FailedWith("got_nothing"),
                                  AttributesAre({{"http.request.method", "GET"},
                                                 {"http.request.resend_count", 1},
                                                 {"network.peer.address", "127.0.0.1"},
                                                 {"network.peer.port", server.port()},
                                                 {"error.type", "got_nothing"}})));
}

TEST(LogicalSpanTest, OfOneRequestItHasNoCount) {
  const SpanCatcher spans(
      Sampling([](trace::SpanKind kind) { return kind != trace::SpanKind::kClient; }));
  HttpStub server;
  Easy request = Follower(server.url("/start"), WithoutMetrics(true));
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans.Only(), AllOf(IsInternal(), Succeeded(),
                                  AttributesAre({{"http.request.method", "GET"},
                                                 {"http.response.status_code", 200},
                                                 {"network.protocol.version", "1.1"},
                                                 {"network.peer.address", "127.0.0.1"},
                                                 {"network.peer.port", server.port()}})));
}

}  // namespace
}  // namespace otelwrap::curl
