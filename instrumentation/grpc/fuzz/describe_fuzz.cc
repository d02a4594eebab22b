// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Targets, peers, authorities and methods from strangers: no byte sequence may read out of bounds,
// give a port out of range, or put anything unprintable into an attribute.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "describe.h"

namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckEndpoint(const otelwrap::grpc::Endpoint& endpoint, std::string_view text) {
  Check(endpoint.port >= 0 && endpoint.port <= 65535);
  Check(endpoint.address.size() <= text.size());
  Check(endpoint.address.empty() || text.find(endpoint.address) != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  CheckEndpoint(otelwrap::grpc::ParseTarget(text), text);
  CheckEndpoint(otelwrap::grpc::ParsePeer(text), text);
  CheckEndpoint(otelwrap::grpc::ParseAuthority(text), text);
  const auto printable = otelwrap::grpc::Printable(text);
  for (const char c : printable.view()) Check(c >= 0x20 && c <= 0x7E);
  const auto method = otelwrap::grpc::FindMethod({}, text.c_str(), true);
  Check(!method.known);  // no protobuf service is linked into this program
  otelwrap::common::AttributeSet attributes;
  otelwrap::grpc::DescribeMethod(method, attributes);
  return 0;
}
