// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <gtest/gtest.h>

#include <string>

namespace otelwrap::grpc {
namespace {

struct Case {
  int code;
  const char* name;
  bool client_error;
  bool server_error;
};

// Semantic conventions v1.43, gRPC: status.
constexpr Case kCases[] = {
    {-1, "UNKNOWN", true, true},
    {17, "UNKNOWN", true, true},
    {1, "CANCELLED", true, false},
    {2, "UNKNOWN", true, true},
    {3, "INVALID_ARGUMENT", true, false},
    {4, "DEADLINE_EXCEEDED", true, true},
    {5, "NOT_FOUND", true, false},
    {6, "ALREADY_EXISTS", true, false},
    {7, "PERMISSION_DENIED", true, false},
    {8, "RESOURCE_EXHAUSTED", true, false},
    {9, "FAILED_PRECONDITION", true, false},
    {10, "ABORTED", true, false},
    {11, "OUT_OF_RANGE", true, false},
    {12, "UNIMPLEMENTED", true, true},
    {13, "INTERNAL", true, true},
    {14, "UNAVAILABLE", true, true},
    {15, "DATA_LOSS", true, true},
    {16, "UNAUTHENTICATED", true, false},
    {0, "OK", false, false},
};

TEST(Classify, FollowsTheTableOfBothSides) {
  for (const Case& each : kCases) {
    const auto client = ClassifyClient(each.code, "text");
    const auto server = ClassifyServer(each.code, "text");
    EXPECT_EQ(StatusCodeName(each.code), each.name);
    EXPECT_EQ(client.error_type(), each.client_error ? each.name : "") << each.name;
    EXPECT_EQ(server.error_type(), each.server_error ? each.name : "") << each.name;
    EXPECT_EQ(client.description(), each.client_error ? "text" : "") << each.name;
    EXPECT_EQ(server.description(), each.server_error ? "text" : "") << each.name;
    EXPECT_EQ(client.attributes().size(), 1U);
    EXPECT_EQ(server.attributes().size(), 1U);
  }
}

TEST(MessageOf, IsEmptyUnlessAskedFor) {
  Options options;
  const ::grpc::Status failure(::grpc::StatusCode::NOT_FOUND, "no user\r\nbob@example.com");
  EXPECT_EQ(MessageOf(options, failure).view(), "");
  options.record_status_message = true;
  EXPECT_EQ(MessageOf(options, failure).view(), "no user??bob@example.com");
  EXPECT_EQ(MessageOf(options, ::grpc::Status::OK).view(), "");
}

}  // namespace
}  // namespace otelwrap::grpc
