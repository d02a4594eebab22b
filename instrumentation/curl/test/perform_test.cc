// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class PerformTest : public CurlTest {};

TEST_F(PerformTest, MakesOneClientSpanAndInjectsIt) {
  Easy request = MakeEasy(server_.url("/items/1?sig=secret"));
  request.Trace().url_template = "/items/{id}";
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Span span = spans_.Named("GET /items/{id}");
  EXPECT_THAT(span, AllOf(IsClient(), IsRootSpan(), Succeeded(), StatusUnset(),
                          FromScope("otelwrap.curl", OTELWRAP_VERSION, std::string(common::semconv::kSchemaUrl))));
  EXPECT_THAT(span, AttributesAre({{"http.request.method", "GET"},
                                   {"server.address", "127.0.0.1"},
                                   {"server.port", server_.port()},
                                   {"url.full", server_.url("/items/1?sig=REDACTED")},
                                   {"url.template", "/items/{id}"},
                                   {"http.response.status_code", 200},
                                   {"network.protocol.version", "1.1"},
                                   {"network.peer.address", "127.0.0.1"},
                                   {"network.peer.port", server_.port()}}));
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(span));
}

}  // namespace
}  // namespace otelwrap::curl
