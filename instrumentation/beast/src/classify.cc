// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <otelwrap/common/error_types.h>
#include <otelwrap/common/http.h>
#include <otelwrap/common/semconv.h>
#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

#include "describe.h"

namespace otelwrap::beast {
namespace {

namespace error_types = common::error_types;
namespace net = ::boost::asio;
namespace http = ::boost::beast::http;
namespace semconv = common::semconv;
using ::boost::system::error_code;
using common::Use;

constexpr std::string_view kOperationAborted = "operation_aborted";

void AddStatus(unsigned status, common::Outcome& outcome) noexcept {
  if (status != 0)
    outcome.attributes().AddInt(Use::kBoth, semconv::kHttpResponseStatusCode, status);
}

}  // namespace

std::string_view ErrorType(const error_code& error) noexcept {
  if (error == net::error::operation_aborted) return kOperationAborted;
  if (error == net::error::timed_out || error == ::boost::beast::error::timeout) {
    return error_types::kTimeout;
  }
  if (error == net::error::connection_refused) return error_types::kConnectionRefused;
  if (error == net::error::connection_reset || error == net::error::broken_pipe ||
      error == net::error::connection_aborted) {
    return error_types::kConnectionReset;
  }
  if (error == net::error::eof || error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return error_types::kConnectionClosed;
  }
  if (error == net::error::host_not_found || error == net::error::host_not_found_try_again) {
    return error_types::kHostNotFound;
  }
  if (error == net::error::no_memory) return error_types::kOutOfMemory;
  if (error.category() == http::make_error_code(http::error::end_of_stream).category()) {
    return error_types::kProtocolError;
  }
  return error.category() == ::boost::system::system_category() ? error_types::kNetworkError
                                                                : error_types::kOther;
}

common::Outcome ClassifyServer(unsigned status, const error_code& error) noexcept {
  common::Outcome outcome;
  AddStatus(status, outcome);
  if (error) {
    outcome.SetError(ErrorType(error));
  } else if (common::IsHttpServerError(status)) {
    status != 0 ? outcome.SetError(int64_t{status}) : outcome.SetError(error_types::kAbandoned);
  }
  return outcome;
}

common::Outcome ClassifyClient(unsigned status, unsigned version,
                               const error_code& error) noexcept {
  common::Outcome outcome;
  AddStatus(status, outcome);
  if (status != 0) {
    const std::string_view text = ProtocolVersion(version);
    if (!text.empty()) {
      outcome.attributes().AddLiteral(Use::kBoth, semconv::kNetworkProtocolVersion, text);
    }
  }
  if (error) {
    if (error != net::error::operation_aborted) outcome.SetError(ErrorType(error));
  } else if (common::IsHttpClientError(status)) {
    status != 0 ? outcome.SetError(int64_t{status}) : outcome.SetError(error_types::kOther);
  }
  return outcome;
}

}  // namespace otelwrap::beast
