// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Faults before the first byte is sent: name lookup and connect.
//
// A name server's faults are those of DNS over HTTPS behind the gate. dnsmasq can't stand in:
// Debian's libcurl has no c-ares, so that it refuses CURLOPT_DNS_SERVERS, and the system's resolver
// asks port 53 only, for which a test needs a network and a mount namespace of its own.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <otelwrap/testing/free_port.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "fault.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// A port whose queue of connections is full: who connects hears nothing, neither yes nor no.
class SilentPort {
 public:
  SilentPort() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, raw, size), 0);
    EXPECT_EQ(::listen(listener_, 0), 0);
    EXPECT_EQ(::getsockname(listener_, raw, &size), 0);
    port_ = ntohs(address.sin_port);
    for (const int socket : fillers_) ::connect(socket, raw, size);
  }
  ~SilentPort() {
    for (const int socket : fillers_) ::close(socket);
    ::close(listener_);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  uint16_t port() const { return port_; }

 private:
  static int NewSocket(int flags) {
    return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  }

  const int listener_ = NewSocket(0);
  // The first ones fill the queue; those after them wait as everybody does.
  const std::array<int, 4> fillers_{NewSocket(SOCK_NONBLOCK), NewSocket(SOCK_NONBLOCK),
                                    NewSocket(SOCK_NONBLOCK), NewSocket(SOCK_NONBLOCK)};
  uint16_t port_ = 0;
};

class ConnectFaultTest : public FaultTest {
 protected:
  // The result of a request without a gate, bare and traced alike.
  CURLcode Both(const std::string& url, const Set& set) {
    Easy bare = MakeEasy(url);
    set(bare);
    Easy traced = MakeEasy(url, TellingAll());
    set(traced);
    const CURLcode result = curl_easy_perform(bare);
    EXPECT_EQ(traced.Perform(), result);
    return result;
  }
};

TEST_F(ConnectFaultTest, ANameThatHasOnlyAnAddressWhereNobodyListens) {
  const std::string port = std::to_string(FreePort());
  const List addresses = MakeList({"shop.example:" + port + ":127.0.0.1"});
  const auto known = [&](Easy& e) { e.SetOpt(CURLOPT_RESOLVE, addresses.get()); };
  EXPECT_EQ(Both("http://shop.example:" + port + "/x", known), CURLE_COULDNT_CONNECT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("couldnt_connect"));
  EXPECT_THAT(Parts(span), ElementsAre("socket connect!connection_refused"));
  // Which of a name's addresses it was, libcurl does not tell.
  EXPECT_THAT(ChildrenOf(spans_.Finished(), span),
              ElementsAre(AttributesAre({{"error.type", "connection_refused"}})));
}

// A server for names that never answers: the lookup takes all the time that there is.
TEST_F(ConnectFaultTest, ALookupThatStallsUntilTheTimeout) {
  TcpGate names(server_.port());
  names.Hold(TcpGate::kToClient);
  const std::string address = "https://127.0.0.1:" + std::to_string(names.port()) + "/dns-query";
  const auto stalls = [&](Easy& e) {
    e.SetOpt(CURLOPT_DOH_URL, address);
    e.SetOpt(CURLOPT_TIMEOUT_MS, 300);
  };
  EXPECT_EQ(Both("http://shop.example/x", stalls), CURLE_OPERATION_TIMEDOUT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AllOf(HasStatus(Status::kError, ""),
                          AttributesAre({{"http.request.method", "GET"},
                                         {"server.address", "shop.example"},
                                         {"server.port", 80},
                                         {"url.full", "http://shop.example/x"},
                                         {"error.type", "operation_timedout"}})));
  EXPECT_THAT(Parts(span), ElementsAre("DNS lookup shop.example!timeout"));
}

TEST_F(ConnectFaultTest, AServerForNamesThatIsNotThere) {
  const std::string address = "https://127.0.0.1:" + std::to_string(FreePort()) + "/dns-query";
  const auto refused = [&](Easy& e) { e.SetOpt(CURLOPT_DOH_URL, address); };
  EXPECT_EQ(Both("http://shop.example/x", refused), CURLE_COULDNT_RESOLVE_HOST);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("couldnt_resolve_host"));
  EXPECT_THAT(Parts(span), ElementsAre("DNS lookup shop.example!host_not_found"));
}

TEST_F(ConnectFaultTest, ANameOfAProxyThatIsNot) {
  constexpr char kProxy[] = "http://nosuch.invalid:3128";
  ::setenv("http_proxy", kProxy, 1);
  for (const char* option : {kProxy, static_cast<const char*>(nullptr)}) {  // null: the variable's
    spans_.Clear();
    const auto proxy = [&](Easy& e) {
      e.SetOpt(CURLOPT_PROXY, option);
      e.SetOpt(CURLOPT_NOPROXY, "");
    };
    EXPECT_EQ(Both("http://shop.example/x", proxy), CURLE_COULDNT_RESOLVE_PROXY);
    const Span span = spans_.Named("GET");
    EXPECT_THAT(span, FailedWith("couldnt_resolve_proxy"));
    EXPECT_THAT(Parts(span), IsEmpty());  // the name that was looked up is not the server's
  }
  ::unsetenv("http_proxy");
}

// What TCP has for a reset of a connect is the answer to its first packet.
TEST_F(ConnectFaultTest, ARefusedConnect) {
  EXPECT_EQ(Through(server_.port(), [](TcpGate& gate) { gate.Refuse(); }), CURLE_COULDNT_CONNECT);
  const Span span = ExpectFailure("couldnt_connect", {});
  EXPECT_THAT(Parts(span), ElementsAre("socket connect!connection_refused"));
}

TEST_F(ConnectFaultTest, AConnectThatStallsUntilTheTimeout) {
  for (const CURLoption timeout : {CURLOPT_TIMEOUT_MS, CURLOPT_CONNECTTIMEOUT_MS}) {
    spans_.Clear();
    const SilentPort silent;
    const std::string url = "http://127.0.0.1:" + std::to_string(silent.port()) + "/x";
    EXPECT_EQ(Both(url, [&](Easy& e) { e.SetOpt(timeout, 200); }), CURLE_OPERATION_TIMEDOUT);
    const Span span = spans_.Named("GET");
    EXPECT_THAT(span, AllOf(HasStatus(Status::kError, ""),
                            AttributesAre({{"http.request.method", "GET"},
                                           {"server.address", "127.0.0.1"},
                                           {"server.port", silent.port()},
                                           {"url.full", url},
                                           {"error.type", "operation_timedout"}})));
    EXPECT_THAT(Parts(span), ElementsAre("socket connect!timeout"));
  }
}

TEST_F(ConnectFaultTest, AConnectThatStallsAfterALookup) {
  const SilentPort silent;
  const auto impatient = [](Easy& e) {
    e.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
    e.SetOpt(CURLOPT_TIMEOUT_MS, 300);
  };
  EXPECT_EQ(Both("http://localhost:" + std::to_string(silent.port()) + "/x", impatient),
            CURLE_OPERATION_TIMEDOUT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("operation_timedout"));
  EXPECT_THAT(Parts(span), ElementsAre("DNS lookup localhost", "socket connect!timeout"));
}

TEST_F(ConnectFaultTest, AnInterfaceThatIsNot) {
  const auto interface = [](Easy& e) { e.SetOpt(CURLOPT_INTERFACE, "nosuch0"); };
  const CURLcode result = Both(server_.url("/x"), interface);
  EXPECT_THAT(result, ::testing::AnyOf(CURLE_INTERFACE_FAILED, CURLE_COULDNT_CONNECT));
  EXPECT_THAT(
      spans_.Named("GET"),
      FailedWith(result == CURLE_INTERFACE_FAILED ? "interface_failed" : "couldnt_connect"));
}

}  // namespace
}  // namespace otelwrap::curl
