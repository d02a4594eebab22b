// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any body on any path of the receiver, in either format, packed or not; then the trace that came
// of it is drawn and written as a page. The first byte says which: bits 0-1 the path, bit 2 JSON,
// bit 3 gzip.

#include <otelwrap/testing/trace_page.h>
#include <otelwrap/testing/trace_waterfall.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "otlp_endpoint.h"

namespace testing = otelwrap::testing;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  constexpr size_t kMaxBody = size_t{1} << 20U;
  constexpr const char* kPaths[] = {"/v1/traces", "/v1/logs", "/v1/metrics", "/v1/traces"};
  testing::ServedRequest request;
  request.method = "POST";
  request.path = kPaths[data[0] & 3U];
  request.content_type = (data[0] & 4U) != 0 ? "application/json" : "application/x-protobuf";
  request.content_encoding = (data[0] & 8U) != 0 ? "gzip" : "";
  request.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);

  testing::OtlpStore store(1000);
  testing::OtlpEndpoint endpoint(&store, kMaxBody);
  if (endpoint.Refuse(request)) std::abort();
  const unsigned status = endpoint.Handle(request).status;
  if (status != 200 && status != 400 && status != 413) std::abort();
  const testing::Received received = store.Take();
  for (const std::string& id : testing::TraceIds(received.spans)) {
    const testing::TraceTree tree = testing::BuildTraceTree(received.spans, id);
    DrawWaterfall(tree, {80, true, (data[0] & 16U) != 0});
    std::ostringstream page;
    WriteTracePage(tree, received.logs, page);
    if (page.str().find("<img") != std::string::npos) std::abort();
  }
  return 0;
}
