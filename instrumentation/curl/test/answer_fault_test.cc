// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Faults while a request is sent and while its answer comes: which part of the exchange failed, and
// what was known of the answer by then.

#include <otelwrap/testing/scripted_server.h>

#include "fault.h"

namespace otelwrap::curl {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// "HTTP/1.1 200 OK" and the end of its line.
constexpr uint64_t kStatusLine = 17;

class AnswerFaultTest : public FaultTest {
 protected:
  void SetUp() override {
    FaultTest::SetUp();
    server_.AnswerAll([](const HttpRequest&) {
      HttpResponse response;
      response.headers = {{"X-Filler", std::string(200, 'f')}};
      response.body = std::string(100000, 'b');
      return response;
    });
  }

  static void Impatient(Easy& easy) { easy.SetOpt(CURLOPT_TIMEOUT_MS, 300); }
  // More than a line with nobody at its end takes.
  static void Uploading(Easy& easy) {
    static const std::string body(16 << 20, 'u');
    easy.SetOpt(CURLOPT_CUSTOMREQUEST, "GET");  // the name that these tests look for
    easy.SetOpt(CURLOPT_POSTFIELDSIZE_LARGE, body.size());
    easy.SetOpt(CURLOPT_POSTFIELDS, body);
    static const List no_expect = MakeList({"Expect:"});
    easy.SetOpt(CURLOPT_HTTPHEADER, no_expect.get());
  }

  CURLcode ThroughStub(const Arrange& arrange, const Set& set = {}) {
    return Through(server_.port(), arrange, set);
  }
};

TEST_F(AnswerFaultTest, AResetWhileTheRequestIsSent) {
  const auto reset = [](TcpGate& gate) { gate.ResetAfter(TcpGate::kToServer, 200000); };
  either_side_ = true;
  const CURLcode result = ThroughStub(reset, Uploading);
  const std::string error = result == CURLE_SEND_ERROR ? "send_error" : "recv_error";
  const Span span = ExpectFailure(error, Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP send!" + error));
}

TEST_F(AnswerFaultTest, ASendThatStallsUntilTheTimeout) {
  const auto hold = [](TcpGate& gate) { gate.Hold(TcpGate::kToServer); };
  EXPECT_EQ(ThroughStub(hold,
                        [](Easy& easy) {
                          Uploading(easy);
                          Impatient(easy);
                        }),
            CURLE_OPERATION_TIMEDOUT);
  const Span span = ExpectFailure("operation_timedout", Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP send!timeout"));
}

TEST_F(AnswerFaultTest, AnUploadThatIsAnsweredTooEarlyAndHalfClosed) {
  const ScriptedServer early([](ScriptedServer::Peer& peer) {
    peer.ReadUntil("\r\n\r\n");
    peer.Send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.HalfClose();
    peer.ReadToEnd();
  });
  EXPECT_EQ(Through(early.port(), [](TcpGate&) {}, Uploading), CURLE_OK);
  ExpectFailure("413", PeerAndAnswer(413));
}

TEST_F(AnswerFaultTest, AResetBeforeTheFirstByte) {
  EXPECT_EQ(ThroughStub([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToClient, 0); }),
            CURLE_RECV_ERROR);
  const Span span = ExpectFailure("recv_error", Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait!recv_error"));
}

TEST_F(AnswerFaultTest, AnEndBeforeTheFirstByte) {
  EXPECT_EQ(ThroughStub([](TcpGate& gate) { gate.CutAfter(TcpGate::kToClient, 0); }),
            CURLE_GOT_NOTHING);
  const Span span = ExpectFailure("got_nothing", Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait!got_nothing"));
}

TEST_F(AnswerFaultTest, AWaitThatStallsUntilTheTimeout) {
  EXPECT_EQ(ThroughStub([](TcpGate& gate) { gate.Hold(TcpGate::kToClient); }, Impatient),
            CURLE_OPERATION_TIMEDOUT);
  const Span span = ExpectFailure("operation_timedout", Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait!timeout"));
}

// The answer begins with its first whole line.
TEST_F(AnswerFaultTest, AResetInTheStatusLine) {
  EXPECT_EQ(
      ThroughStub([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToClient, kStatusLine - 6); }),
      CURLE_RECV_ERROR);
  const Span span = ExpectFailure("recv_error", Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait!recv_error"));
}

TEST_F(AnswerFaultTest, AResetInTheHeaders) {
  EXPECT_EQ(
      ThroughStub([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToClient, kStatusLine + 50); }),
      CURLE_RECV_ERROR);
  const Span span = ExpectFailure("recv_error", PeerAndAnswer(200));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive!recv_error"));
}

TEST_F(AnswerFaultTest, HeadersThatTrickleUntilTheTimeout) {
  EXPECT_EQ(ThroughStub(
                [](TcpGate& gate) {
                  gate.Throttle(TcpGate::kToClient, 1, std::chrono::milliseconds(20));
                },
                [](Easy& e) { e.SetOpt(CURLOPT_TIMEOUT_MS, 1000); }),
            CURLE_OPERATION_TIMEDOUT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("operation_timedout"));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive!timeout"));
}

TEST_F(AnswerFaultTest, AResetInTheBody) {
  EXPECT_EQ(ThroughStub([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToClient, 50000); }),
            CURLE_RECV_ERROR);
  const Span span = ExpectFailure("recv_error", PeerAndAnswer(200));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive!recv_error"));
}

TEST_F(AnswerFaultTest, AnEndInTheBody) {
  EXPECT_EQ(ThroughStub([](TcpGate& gate) { gate.CutAfter(TcpGate::kToClient, 50000); }),
            CURLE_PARTIAL_FILE);
  const Span span = ExpectFailure("partial_file", PeerAndAnswer(200));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive!partial_file"));
}

TEST_F(AnswerFaultTest, ABodyThatStallsUntilTheTimeout) {
  const ScriptedServer half([](ScriptedServer::Peer& peer) {
    peer.ReadUntil("\r\n\r\n");
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.ReadToEnd();
  });
  EXPECT_EQ(Through(half.port(), [](TcpGate&) {}, Impatient), CURLE_OPERATION_TIMEDOUT);
  const Span span = ExpectFailure("operation_timedout", PeerAndAnswer(200));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive!timeout"));
}

TEST_F(AnswerFaultTest, ABodyThatIsTooSlowForTheUser) {
  const auto trickle = [](TcpGate& gate) {
    gate.Throttle(TcpGate::kToClient, 100, std::chrono::milliseconds(20));
  };
  EXPECT_EQ(ThroughStub(trickle,
                        [](Easy& e) {
                          e.SetOpt(CURLOPT_LOW_SPEED_LIMIT, 50000);
                          e.SetOpt(CURLOPT_LOW_SPEED_TIME, 1);
                        }),
            CURLE_OPERATION_TIMEDOUT);
  const Span span = ExpectFailure("operation_timedout", PeerAndAnswer(200));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive!timeout"));
}

TEST_F(AnswerFaultTest, AnEndInAChunk) {
  const ScriptedServer chunked([](ScriptedServer::Peer& peer) {
    peer.ReadUntil("\r\n\r\n");
    peer.Send("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf");
  });
  const CURLcode result = Through(chunked.port(), [](TcpGate&) {});
  EXPECT_THAT(result, AnyOf(CURLE_RECV_ERROR, CURLE_PARTIAL_FILE));
  const Span span = ExpectFailure("404", PeerAndAnswer(404));  // the answer's own word comes first
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait",
                                       "HTTP receive!" + std::string(result == CURLE_RECV_ERROR
                                                                         ? "recv_error"
                                                                         : "partial_file")));
}

TEST_F(AnswerFaultTest, AnAnswerThatIsNoHttp) {
  const ScriptedServer other([](ScriptedServer::Peer& peer) {
    peer.ReadUntil("\r\n\r\n");
    peer.Send("220 mail.example ESMTP\r\n");
    peer.ReadToEnd();
  });
  const CURLcode result = Through(other.port(), [](TcpGate&) {});
  EXPECT_EQ(result, CURLE_UNSUPPORTED_PROTOCOL);
  const Span span = ExpectFailure("unsupported_protocol", Peer());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait!unsupported_protocol"));
}

TEST_F(AnswerFaultTest, ASlowLineIsNoFault) {
  const auto slow = [](TcpGate& gate) {
    gate.Delay(TcpGate::kToServer, std::chrono::milliseconds(60));
    gate.Delay(TcpGate::kToClient, std::chrono::milliseconds(60));
  };
  EXPECT_EQ(ThroughStub(slow), CURLE_OK);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, Succeeded());
  EXPECT_THAT(Parts(span), ElementsAre("socket connect", "HTTP wait", "HTTP receive"));
  for (const Span& part : ChildrenOf(spans_.Finished(), span)) {
    if (part.name == "HTTP wait") {
      EXPECT_GE(part.duration, std::chrono::milliseconds(115));
    }
  }
}

}  // namespace
}  // namespace otelwrap::curl
