// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Every status that a handler can return, as both sides record it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <otelwrap/testing/metric_catcher.h>

#include <map>
#include <string>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using ::testing::AllOf;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasStatus;
using testing::LacksAttribute;
using testing::Status;
using testing::Succeeded;

struct Case {
  int code;
  const char* name;
  bool server_error;
};

constexpr Case kFailures[] = {
    {1, "CANCELLED", false},
    {2, "UNKNOWN", true},
    {3, "INVALID_ARGUMENT", false},
    {4, "DEADLINE_EXCEEDED", true},
    {5, "NOT_FOUND", false},
    {6, "ALREADY_EXISTS", false},
    {7, "PERMISSION_DENIED", false},
    {8, "RESOURCE_EXHAUSTED", false},
    {9, "FAILED_PRECONDITION", false},
    {10, "ABORTED", false},
    {11, "OUT_OF_RANGE", false},
    {12, "UNIMPLEMENTED", true},
    {13, "INTERNAL", true},
    {14, "UNAVAILABLE", true},
    {15, "DATA_LOSS", true},
    {16, "UNAUTHENTICATED", false},
};

UnaryHandler FailWithCode() {
  return [](::grpc::ServerContext&, const Text& request, Text&) {
    return ::grpc::Status(static_cast<::grpc::StatusCode>(std::stoi(request.text())),
                          "secret of a user");
  };
}

TEST(Status, IsAnErrorByTheRulesOfEachSide) {
  testing::SpanCatcher spans;
  EchoServer server(FailWithCode());
  const auto channel = TracedChannelTo(server.target());
  for (const Case& each : kFailures) {
    SCOPED_TRACE(each.name);
    spans.Clear();
    const Answer answer = CallUnary(channel, std::to_string(each.code));
    EXPECT_EQ(answer.status.error_code(), each.code);
    EXPECT_EQ(answer.status.error_message(), "secret of a user") << "the user's result untouched";
    const auto [client, serving] = WaitForPair(spans);
    // No description: what a server writes may be anybody's data.
    EXPECT_THAT(client, AllOf(FailedWith(each.name), HasStatus(Status::kError, ""),
                              HasAttribute("rpc.response.status_code", each.name)));
    EXPECT_THAT(serving, AllOf(HasAttribute("rpc.response.status_code", each.name),
                               HasStatus(each.server_error ? Status::kError : Status::kUnset, "")));
    EXPECT_THAT(serving, each.server_error ? FailedWith(each.name) : Succeeded());
  }
}

TEST(Status, IsOnTheMetricsOfBothSides) {
  testing::MetricCatcher metrics;
  EchoServer server(FailWithCode());
  const auto channel = TracedChannelTo(server.target());
  CallUnary(channel, "5");
  CallUnary(channel, "13");
  server.server().Stop();
  std::map<std::string, testing::Attributes> points;
  for (const auto& point : metrics.Collect()) {
    const auto& code = point.attributes.at("rpc.response.status_code");
    points[point.name + " " + ::testing::PrintToString(code)] = point.attributes;
  }
  ASSERT_EQ(points.size(), 4U);
  const auto error = [&points](const std::string& key) {
    const auto& attributes = points.at(key);
    const auto found = attributes.find("error.type");
    return found == attributes.end() ? "none" : ::testing::PrintToString(found->second);
  };
  EXPECT_EQ(error("rpc.client.call.duration \"NOT_FOUND\""), "\"NOT_FOUND\"");
  EXPECT_EQ(error("rpc.client.call.duration \"INTERNAL\""), "\"INTERNAL\"");
  EXPECT_EQ(error("rpc.server.call.duration \"NOT_FOUND\""), "none");
  EXPECT_EQ(error("rpc.server.call.duration \"INTERNAL\""), "\"INTERNAL\"");
}

}  // namespace
}  // namespace otelwrap::grpc
