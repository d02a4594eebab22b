// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "phases.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "newer_libcurl.h"

namespace otelwrap::curl {
namespace {

using std::chrono::microseconds;

struct Case {
  const char* what;
  CURLcode result;
  const char* peer;
  long connects;
  long os_error;
  int lookup, connect, tls, total;
  const char* host;
  bool https;
  const char* phases;  // "dns 0-10, connect 10-20, tls 20-30!error"
};

std::string Show(const PhaseList& list) {
  std::string text;
  for (size_t i = 0; i < list.size; ++i) {
    const PhaseTimes& phase = list.items[i];
    constexpr const char* kNames[] = {"dns", "connect", "tls"};
    text += (i > 0 ? ", " : "") + std::string(kNames[static_cast<size_t>(phase.kind)]) + ' ' +
            std::to_string(phase.start.count()) + '-' + std::to_string(phase.end.count());
    if (!phase.error_type.empty()) text += '!' + std::string(phase.error_type);
  }
  return text;
}

struct Parts {
  TransferInfo info;
  ConnectionTimes times;
  PhaseSubject subject;
};

Parts Of(const Case& c) {
  Parts parts;
  parts.info.result = c.result;
  parts.info.peer_address.Assign(c.peer);
  parts.info.peer_port = 443;
  parts.times.new_connections = c.connects;
  parts.times.os_error = c.os_error;
  parts.times.name_lookup = microseconds(c.lookup);
  parts.times.connect = microseconds(c.connect);
  parts.times.tls = microseconds(c.tls);
  parts.times.total = microseconds(c.total);
  parts.subject = {c.host, 443, c.https};
  return parts;
}

// The figures are what libcurl 8.14 and 8.23 were seen to tell.
constexpr Case kCases[] = {
    {"no name", CURLE_COULDNT_RESOLVE_HOST, "", 0, 0, 0, 0, 0, 60, "x.invalid", true,
     "dns 0-60!host_not_found"},
    {"slow name", CURLE_OPERATION_TIMEDOUT, "", 0, 0, 0, 0, 0, 60, "x.example", true,
     "dns 0-60!timeout"},
    {"refused", CURLE_COULDNT_CONNECT, "", 0, ECONNREFUSED, 10, 0, 0, 60, "127.0.0.1", false,
     "connect 10-60!connection_refused"},
    {"refused name", CURLE_COULDNT_CONNECT, "", 0, ECONNREFUSED, 10, 0, 0, 60, "x", false,
     "dns 0-10, connect 10-60!connection_refused"},
    {"unreachable", CURLE_COULDNT_CONNECT, "", 0, EHOSTUNREACH, 10, 0, 0, 60, "::1", false,
     "connect 10-60!host_unreachable"},
    {"connect timeout", CURLE_OPERATION_TIMEDOUT, "", 0, 0, 10, 0, 0, 60, "x", false,
     "dns 0-10, connect 10-60!timeout"},
    {"TLS refused", CURLE_SSL_CONNECT_ERROR, "::1", 1, 0, 10, 20, 0, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-60!ssl_connect_error"},
    {"bad certificate", newer::kPeerFailedVerification, "::1", 1, 0, 10, 20, 0, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-60!peer_failed_verification"},
    {"TLS cut in receiving", CURLE_RECV_ERROR, "::1", 1, 0, 10, 20, 0, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-60!recv_error"},
    {"TLS cut in sending", CURLE_SEND_ERROR, "::1", 1, 0, 10, 20, 0, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-60!send_error"},
    {"TLS timeout, 8.23", CURLE_OPERATION_TIMEDOUT, "::1", 1, 0, 10, 20, 0, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-60!timeout"},
    {"TLS timeout, 8.14", CURLE_OPERATION_TIMEDOUT, "", 1, 0, 10, 0, 0, 60, "x", true,
     "dns 0-10, tls 10-60!timeout"},
    {"slow answer, reused", CURLE_OPERATION_TIMEDOUT, "::1", 0, 0, 0, 0, 0, 60, "x", true, ""},
    {"slow answer, new", CURLE_OPERATION_TIMEDOUT, "::1", 1, 0, 10, 20, 30, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-30"},
    {"bad certificate over QUIC, 8.14", newer::kPeerFailedVerification, "", 0, 0, 10, 20, 0, 60,
     "x", true, "dns 0-10, connect 10-20, tls 20-60!peer_failed_verification"},
    {"bad certificate over QUIC, 8.23", newer::kPeerFailedVerification, "", 0, 0, 10, 0, 0, 60, "x",
     true, "dns 0-10, tls 10-60!peer_failed_verification"},
    {"bad certificate asked for anew, reused", newer::kSslClientCert, "::1", 0, 0, 10, 0, 0, 60,
     "x", true, ""},
    {"no certificate file, nothing begun", CURLE_SSL_CACERT_BADFILE, "", 0, 0, 0, 0, 0, 60, "x",
     true, ""},
    {"cut answer, new", CURLE_RECV_ERROR, "::1", 1, 0, 10, 20, 0, 60, "x", false,
     "dns 0-10, connect 10-20"},
    {"malformed", CURLE_URL_MALFORMAT, "", 0, 0, 0, 0, 0, 5, "x", false, ""},
    {"reused", CURLE_OK, "::1", 0, 0, 20, 0, 0, 60, "x", true, ""},
    {"new, address", CURLE_OK, "::1", 1, 0, 10, 20, 0, 60, "::1", false, "connect 10-20"},
    {"new, name", CURLE_OK, "::1", 1, 0, 10, 20, 0, 60, "x", false, "dns 0-10, connect 10-20"},
    {"new, TLS", CURLE_OK, "::1", 1, 0, 10, 20, 30, 60, "x", true,
     "dns 0-10, connect 10-20, tls 20-30"},
};

TEST(FindPhases, TellsOnlyWhatHappened) {
  for (const Case& c : kCases) {
    const Parts parts = Of(c);
    EXPECT_EQ(Show(FindPhases(parts.info, parts.times, parts.subject)), c.phases) << c.what;
  }
}

// libcurl does not tell when the handshake was done, but there was an answer.
TEST(FindPhases, TellsNoFailedHandshakeWhereThereWasAnAnswer) {
  const Case cut = {"",   CURLE_RECV_ERROR,         "::1", 1, 0, 10, 20, 0, 60, "x",
                    true, "dns 0-10, connect 10-20"};
  Parts parts = Of(cut);
  parts.info.status = 200;
  EXPECT_EQ(Show(FindPhases(parts.info, parts.times, parts.subject)), cut.phases);
}

TEST(FindPhases, TellsNothingAfterARedirect) {
  Parts parts = Of(kCases[std::size(kCases) - 1]);
  parts.times.redirects = 1;
  EXPECT_EQ(Show(FindPhases(parts.info, parts.times, parts.subject)), "");
}

TEST(FindPhases, TellsOnlyTheConnectThroughAProxy) {
  Parts parts = Of(kCases[std::size(kCases) - 1]);
  parts.times.proxied = true;
  EXPECT_EQ(Show(FindPhases(parts.info, parts.times, parts.subject)), "connect 10-20");
}

TEST(DescribePhaseName, NamesThePeerOrElseTheHost) {
  TransferInfo info;
  const PhaseSubject subject{"shop.example", 443, true};
  EXPECT_EQ(DescribePhaseName(PhaseKind::kConnect, info, subject).view(),
            "socket connect shop.example:443");
  info.peer_address.Assign("192.0.2.1");
  info.peer_port = 8443;
  EXPECT_EQ(DescribePhaseName(PhaseKind::kConnect, info, subject).view(),
            "socket connect 192.0.2.1:8443");
  EXPECT_EQ(DescribePhaseName(PhaseKind::kNameLookup, info, subject).view(),
            "DNS lookup shop.example");
  EXPECT_EQ(DescribePhaseName(PhaseKind::kTls, info, subject).view(),
            "TLS client handshake shop.example");
}

}  // namespace
}  // namespace otelwrap::curl
