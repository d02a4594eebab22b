// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <otelwrap/common/semconv.h>

#include <array>
#include <cstddef>
#include <exception>

namespace otelwrap::grpc {
namespace {

struct Code {
  std::string_view name;
  bool server_error;
};

constexpr std::array<Code, 17> kCodes = {{
    {"OK", false},
    {"CANCELLED", false},
    {"UNKNOWN", true},
    {"INVALID_ARGUMENT", false},
    {"DEADLINE_EXCEEDED", true},
    {"NOT_FOUND", false},
    {"ALREADY_EXISTS", false},
    {"PERMISSION_DENIED", false},
    {"RESOURCE_EXHAUSTED", false},
    {"FAILED_PRECONDITION", false},
    {"ABORTED", false},
    {"OUT_OF_RANGE", false},
    {"UNIMPLEMENTED", true},
    {"INTERNAL", true},
    {"UNAVAILABLE", true},
    {"DATA_LOSS", true},
    {"UNAUTHENTICATED", false},
}};
constexpr size_t kOk = 0;
constexpr size_t kUnknown = 2;

size_t IndexOf(int code) noexcept {
  const auto index = static_cast<size_t>(code);
  return code >= 0 && index < kCodes.size() ? index : kUnknown;
}

common::Outcome Classify(std::string_view name, bool error, std::string_view message) noexcept {
  common::Outcome outcome;
  outcome.attributes().AddLiteral(common::Use::kBoth, common::semconv::kRpcResponseStatusCode,
                                  name);
  if (!error) return outcome;
  outcome.SetError(name);
  outcome.SetDescription(message);
  return outcome;
}

}  // namespace

std::string_view StatusCodeName(int code) noexcept { return kCodes[IndexOf(code)].name; }

common::Outcome ClassifyClient(int code, std::string_view message) noexcept {
  const size_t index = IndexOf(code);
  return Classify(kCodes[index].name, index != kOk, message);
}

common::Outcome ClassifyServer(int code, std::string_view message) noexcept {
  const Code& known = kCodes[IndexOf(code)];
  return Classify(known.name, known.server_error, message);
}

PrintableText MessageOf(const Options& options, const ::grpc::Status& status) noexcept {
  if (!options.record_status_message || status.ok()) return {};
  try {
    return Printable(status.error_message());
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace otelwrap::grpc
