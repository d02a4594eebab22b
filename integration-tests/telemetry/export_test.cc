// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What Start() makes, seen from the collector: all three signals, over each protocol.

#include <gmock/gmock.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/telemetry/telemetry.h>
#include <otelwrap/testing/otlp_receiver.h>

#include <memory>
#include <vector>

#include "last_points.h"
#include "signals.h"

namespace otelwrap::telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

Options OptionsFor(const testing::OtlpReceiver& receiver) {
  Options options;
  options.service_name = "orders";
  options.resource_attributes = {{"deployment.environment.name", "staging"}};
  options.endpoint = receiver.Url();
  return options;
}

void ExpectOurResource(const testing::ReceivedSource& source) {
  EXPECT_EQ(source.service_name, "orders");
  EXPECT_EQ(testing::TextOf(source.resource, "deployment.environment.name"), "staging");
  EXPECT_EQ(testing::TextOf(source.resource, "telemetry.sdk.language"), "cpp");
}

class OverHttp : public ::testing::TestWithParam<const char*> {};

TEST_P(OverHttp, AllSignalsArriveWithTheResourceAndOurBuckets) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options = OptionsFor(*receiver);
  options.protocol = GetParam();
  auto telemetry = Start(options);
  EXPECT_THAT(telemetry.Problems(), IsEmpty());
  MakeOneOfEach();
  EXPECT_TRUE(telemetry.Shutdown());

  EXPECT_EQ(receiver->RefusedRequests(), 0U) << receiver->LastRefusal();
  const auto spans = receiver->Traces();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].name, "work");
  EXPECT_EQ(spans[0].trace_id.size(), 32U);
  ExpectOurResource(spans[0]);

  const auto logs = receiver->Logs();
  ASSERT_EQ(logs.size(), 1U);
  EXPECT_EQ(logs[0].body, "worked");
  EXPECT_EQ(logs[0].severity_number, 9);
  ExpectOurResource(logs[0]);

  const auto points = LastPoints(*receiver);
  ASSERT_EQ(points.size(), 2U);
  for (const auto& [name, point] : points) {
    ExpectOurResource(point);
    EXPECT_EQ(point.unit, "s");
    if (name == "http.client.request.duration") {
      EXPECT_THAT(point.bounds, ElementsAreArray(common::kRequestBuckets));
      EXPECT_THAT(point.bucket_counts, ElementsAre(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    } else {
      EXPECT_EQ(name, "db.client.operation.duration");
      EXPECT_THAT(point.bounds, ElementsAreArray(common::kDatabaseBuckets));
      EXPECT_THAT(point.bucket_counts, ElementsAre(0, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, OverHttp, ::testing::Values("http/protobuf", "http/json"),
                         [](const auto& test) {
                           return test.param == std::string("http/json") ? "Json" : "Protobuf";
                         });

TEST(Export, GoesOnByItselfAtTheIntervalsAskedFor) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options = OptionsFor(*receiver);
  options.span_delay = milliseconds(50);
  options.metric_interval = milliseconds(200);
  auto telemetry = Start(options);
  MakeOneOfEach();
  // The default is to wait 5 s with a span, 60 s with a metric. Two points at each interval.
  EXPECT_TRUE(receiver->WaitForSpans(1, seconds(3)));
  EXPECT_TRUE(receiver->WaitForMetrics(6, seconds(10)));
  MakeSpan("later");
  EXPECT_TRUE(receiver->WaitForSpans(2, seconds(3)));
}

TEST(Export, FlushSendsWhatWaits) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  auto telemetry = Start(OptionsFor(*receiver));
  MakeOneOfEach();
  // The SDK's span processor looks again whether it is done after its delay of 5 s, where it misses
  // being told.
  EXPECT_TRUE(telemetry.Flush(seconds(20)));
  EXPECT_EQ(receiver->Traces().size(), 1U);
  EXPECT_EQ(receiver->Logs().size(), 1U);
  EXPECT_EQ(LastPoints(*receiver).size(), 2U);
}

TEST(Export, AViewMakesNoInstrumentOfItsOwn) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  auto telemetry = Start(OptionsFor(*receiver));
  MakePoint("somebody.elses.duration", 7);
  EXPECT_TRUE(telemetry.Shutdown());
  const auto points = LastPoints(*receiver);
  ASSERT_EQ(points.size(), 1U);
  ASSERT_EQ(points.count("somebody.elses.duration"), 1U);
  EXPECT_EQ(points.begin()->second.bounds.front(), 0);  // the SDK's own
  EXPECT_EQ(points.begin()->second.bounds.back(), 10000);
}

}  // namespace
}  // namespace otelwrap::telemetry
