// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

#include <string>

namespace otelwrap::beast {
namespace {

namespace net = ::boost::asio;
namespace http = ::boost::beast::http;
using ::boost::system::error_code;

struct ErrorCase {
  error_code error;
  std::string expected;
};

TEST(ErrorType, NamesEachKind) {
  const ErrorCase cases[] = {
      {net::error::operation_aborted, "operation_aborted"},
      {net::error::timed_out, "timeout"},
      {::boost::beast::error::timeout, "timeout"},
      {net::error::connection_refused, "connection_refused"},
      {net::error::connection_reset, "connection_reset"},
      {net::error::broken_pipe, "connection_reset"},
      {net::error::connection_aborted, "connection_reset"},
      {net::error::eof, "connection_closed"},
      {http::error::end_of_stream, "connection_closed"},
      {http::error::partial_message, "connection_closed"},
      {net::error::host_not_found, "host_not_found"},
      {net::error::no_memory, "out_of_memory"},
      {http::error::bad_version, "protocol_error"},
      {http::error::body_limit, "protocol_error"},
      {net::error::network_unreachable, "network_error"},
      {error_code(1, ::boost::system::generic_category()), "_OTHER"},
  };
  for (const ErrorCase& each : cases) {
    EXPECT_EQ(ErrorType(each.error), each.expected) << each.error;
  }
}

struct StatusCase {
  unsigned status;
  error_code error;
  std::string expected;  // error.type
};

TEST(ClassifyServer, FailsFrom500OrByAnError) {
  const StatusCase cases[] = {
      {500, {}, "500"},
      {503, {}, "503"},
      {200, net::error::broken_pipe, "connection_reset"},
      {0, http::error::partial_message, "connection_closed"},
      {0, {}, "abandoned"},
      {499, {}, ""},
      {404, {}, ""},
      {200, {}, ""},
      {101, {}, ""},
  };
  for (const StatusCase& each : cases) {
    const common::Outcome outcome = ClassifyServer(each.status, each.error);
    EXPECT_EQ(outcome.error_type(), each.expected) << each.status;
    EXPECT_EQ(outcome.attributes().size(), each.status != 0 ? 1U : 0U);
    EXPECT_EQ(outcome.description(), "");
  }
}

TEST(ClassifyClient, FailsFrom400OrByAnErrorButNotWhenCancelled) {
  const StatusCase cases[] = {
      {500, {}, "500"},
      {404, {}, "404"},
      {200, http::error::partial_message, "connection_closed"},
      {0, net::error::connection_refused, "connection_refused"},
      {0, {}, "_OTHER"},
      {0, net::error::operation_aborted, ""},
      {399, {}, ""},
      {200, {}, ""},
      {101, {}, ""},
  };
  for (const StatusCase& each : cases) {
    const common::Outcome outcome = ClassifyClient(each.status, 11, each.error);
    EXPECT_EQ(outcome.error_type(), each.expected) << each.status;
    EXPECT_EQ(outcome.attributes().size(), each.status != 0 ? 2U : 0U);
  }
}

}  // namespace
}  // namespace otelwrap::beast
