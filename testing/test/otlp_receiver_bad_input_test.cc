// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a receiver must survive: each bad request gets its own answer, nothing of it is kept, and
// the next good one is served.

#include <gmock/gmock.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.pb.h>
#include <otelwrap/testing/otlp_receiver.h>

#include <string>

#include "gzip.h"
#include "raw_http.h"

namespace otelwrap::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kProtobuf[] = "application/x-protobuf";
constexpr char kJson[] = "application/json";
constexpr size_t kLimit = size_t{64} << 10U;

std::string OneSpan() {
  opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest request;
  auto* span = request.add_resource_spans()->add_scope_spans()->add_spans();
  span->set_trace_id(std::string(16, '\1'));
  span->set_span_id(std::string(8, '\2'));
  span->set_name("one");
  return request.SerializeAsString();
}

class OtlpReceiverBadInput : public ::testing::Test {
 protected:
  OtlpReceiverBadInput() {
    OtlpReceiverOptions options;
    options.max_body_bytes = kLimit;
    options.max_records = 3;
    options.idle_timeout = std::chrono::milliseconds(300);
    receiver_ = OtlpReceiver::Start(options);
  }

  // Whatever came before, the receiver still works.
  ~OtlpReceiverBadInput() override {
    if (!expect_more_) return;
    EXPECT_EQ(StatusOf(Exchange(PostText("/v1/traces", kProtobuf, OneSpan()))), 200);
  }

  std::string Exchange(const std::string& request) {
    RawConnection connection(receiver_->Port());
    connection.Send(request);
    return connection.Answer();
  }

  void ExpectRefusal(int status, const std::string& request) {
    const std::string answer = Exchange(request);
    EXPECT_EQ(StatusOf(answer), status) << answer;
    EXPECT_TRUE(receiver_->Traces().empty());
    EXPECT_EQ(receiver_->RefusedRequests(), 1U);
    EXPECT_THAT(receiver_->LastRefusal(), HasSubstr(std::to_string(status)));
  }

  std::unique_ptr<OtlpReceiver> receiver_;
  bool expect_more_ = true;
};

TEST_F(OtlpReceiverBadInput, AnUnknownPathIs404) {
  ExpectRefusal(404, PostText("/v1/profiles", kProtobuf, OneSpan()));
}

TEST_F(OtlpReceiverBadInput, AnotherMethodIs405AndNamesTheRightOne) {
  const std::string answer = Exchange("GET /v1/traces HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_EQ(StatusOf(answer), 405);
  EXPECT_THAT(answer, HasSubstr("Allow: POST\r\n"));
}

TEST_F(OtlpReceiverBadInput, AnotherContentTypeIs415) {
  ExpectRefusal(415, PostText("/v1/traces", "text/plain", OneSpan()));
}

TEST_F(OtlpReceiverBadInput, NoContentTypeIs415) {
  ExpectRefusal(415, "POST /v1/traces HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(OtlpReceiverBadInput, AnotherEncodingIs415) {
  ExpectRefusal(415, PostText("/v1/traces", kProtobuf, OneSpan(), "Content-Encoding: br\r\n"));
}

TEST_F(OtlpReceiverBadInput, GarbageForProtobufIs400WithAStatusMessage) {
  const std::string answer = Exchange(PostText("/v1/traces", kProtobuf, "\xff\xff\xff\xff"));
  EXPECT_EQ(StatusOf(answer), 400);
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/x-protobuf\r\n"));
  EXPECT_EQ(BodyOf(answer), "\x12\x31the body is not the protobuf message of this path");
}

TEST_F(OtlpReceiverBadInput, ABodyCutInTheMiddleOfAMessageIs400) {
  const std::string whole = OneSpan();
  ExpectRefusal(400, PostText("/v1/traces", kProtobuf, whole.substr(0, whole.size() - 3)));
}

TEST_F(OtlpReceiverBadInput, GarbageForJsonIs400WithAStatusMessage) {
  const std::string answer = Exchange(PostText("/v1/traces", kJson, "{\"resourceSpans\":["));
  EXPECT_EQ(StatusOf(answer), 400);
  EXPECT_THAT(BodyOf(answer), HasSubstr("{\"message\":\"not JSON"));
}

TEST_F(OtlpReceiverBadInput, JsonThatIsNoObjectIs400) {
  ExpectRefusal(400, PostText("/v1/traces", kJson, "[1,2]"));
}

TEST_F(OtlpReceiverBadInput, JsonOfAnotherShapeIs400) {
  ExpectRefusal(400, PostText("/v1/traces", kJson, R"({"resourceSpans": 7})"));
}

TEST_F(OtlpReceiverBadInput, JsonWithBase64IdsIs400) {
  ExpectRefusal(400, PostText("/v1/traces", kJson,
                              R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":
                                 "AQEBAQEBAQEBAQEBAQEBAQ=="}]}]}]})"));
}

TEST_F(OtlpReceiverBadInput, JsonNestedWithoutEndIs400) {
  ExpectRefusal(400, PostText("/v1/traces", kJson, std::string(kLimit / 2, '[')));
}

TEST_F(OtlpReceiverBadInput, ABodyOverTheLimitIs413) {
  ExpectRefusal(413, PostText("/v1/traces", kProtobuf, std::string(kLimit + 1, '\0')));
}

TEST_F(OtlpReceiverBadInput, AChunkedBodyOverTheLimitIs413) {
  std::string request =
      "POST /v1/traces HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  for (size_t sent = 0; sent <= kLimit; sent += 4096) {
    request += "1000\r\n" + std::string(4096, ' ') + "\r\n";
  }
  ExpectRefusal(413, request + "0\r\n\r\n");
}

TEST_F(OtlpReceiverBadInput, AGzipBombIs413) {
  const std::string bomb = Gzip(std::string(size_t{50} << 20U, '\0'));
  ASSERT_LT(bomb.size(), kLimit);
  ExpectRefusal(413, PostText("/v1/traces", kProtobuf, bomb, "Content-Encoding: gzip\r\n"));
}

TEST_F(OtlpReceiverBadInput, GzipThatIsCutOffIs400) {
  std::string packed = Gzip(OneSpan());
  packed.resize(packed.size() - 4);
  ExpectRefusal(400, PostText("/v1/traces", kProtobuf, packed, "Content-Encoding: gzip\r\n"));
}

TEST_F(OtlpReceiverBadInput, WhatIsNotGzipIs400) {
  ExpectRefusal(400, PostText("/v1/traces", kProtobuf, OneSpan(), "Content-Encoding: gzip\r\n"));
}

TEST_F(OtlpReceiverBadInput, AHeadOverTheLimitIs431) {
  ExpectRefusal(431, PostText("/v1/traces", kProtobuf, OneSpan(),
                              "X-Long: " + std::string(10000, 'x') + "\r\n"));
}

TEST_F(OtlpReceiverBadInput, WhatIsNotHttpIs400) {
  ExpectRefusal(400, "\x16\x03\x01 hello\r\n\r\n");
}

TEST_F(OtlpReceiverBadInput, AContentLengthThatIsNoNumberIs400) {
  ExpectRefusal(400, "POST /v1/traces HTTP/1.1\r\nHost: here\r\nContent-Length: many\r\n\r\n");
}

TEST_F(OtlpReceiverBadInput, ABodyShorterThanItsLengthIs400) {
  RawConnection connection(receiver_->Port());
  connection.Send(
      "POST /v1/traces HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
      "Content-Length: 100\r\n\r\n{}");
  connection.FinishSending();
  EXPECT_EQ(StatusOf(connection.Answer()), 400);
}

TEST_F(OtlpReceiverBadInput, ASilentConnectionIsClosed) {
  RawConnection connection(receiver_->Port());
  connection.Send("POST /v1/traces HT");
  EXPECT_EQ(connection.Rest(), "");
}

TEST_F(OtlpReceiverBadInput, SpansWithImpossibleIdsAreRejectedAndTheOthersKept) {
  const std::string answer = Exchange(PostText("/v1/traces", kJson, R"({"resourceSpans":[{
      "scopeSpans":[{"spans":[
        {"traceId":"01010101010101010101010101010101","spanId":"0202020202020202","name":"good"},
        {"traceId":"0101","spanId":"0202020202020202"},
        {"traceId":"00000000000000000000000000000000","spanId":"0202020202020202"},
        {"traceId":"01010101010101010101010101010101"}]}]}]})"));
  EXPECT_EQ(StatusOf(answer), 200);
  EXPECT_THAT(BodyOf(answer), HasSubstr("\"rejectedSpans\":\"3\""));
  ASSERT_EQ(receiver_->Traces().size(), 1U);
  EXPECT_EQ(receiver_->Traces()[0].name, "good");
}

TEST_F(OtlpReceiverBadInput, WhatIsMoreThanItKeepsIsRejected) {
  expect_more_ = false;
  for (int i = 0; i < 3; ++i) Exchange(PostText("/v1/traces", kProtobuf, OneSpan()));
  const std::string answer = Exchange(PostText("/v1/traces", kProtobuf, OneSpan()));
  opentelemetry::proto::collector::trace::v1::ExportTraceServiceResponse response;
  ASSERT_TRUE(response.ParseFromString(BodyOf(answer)));
  EXPECT_EQ(response.partial_success().rejected_spans(), 1);
  EXPECT_EQ(receiver_->Traces().size(), 3U);
  EXPECT_EQ(receiver_->Take().spans.size(), 3U);
  EXPECT_EQ(BodyOf(Exchange(PostText("/v1/traces", kProtobuf, OneSpan()))), "");
}

TEST_F(OtlpReceiverBadInput, APortInUseIsAClearError) {
  OtlpReceiverOptions options;
  options.port = receiver_->Port();
  std::string error;
  EXPECT_EQ(OtlpReceiver::Start(options, &error), nullptr);
  EXPECT_THAT(error,
              HasSubstr("port " + std::to_string(options.port) + ": Address already in use"));
}

TEST_F(OtlpReceiverBadInput, AHostNameForAnAddressIsAClearError) {
  OtlpReceiverOptions options;
  options.address = "localhost";
  std::string error;
  EXPECT_EQ(OtlpReceiver::Start(options, &error), nullptr);
  EXPECT_EQ(error, "'localhost' is not an IP address");
}

}  // namespace
}  // namespace otelwrap::testing
