// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "phases.h"

#include <otelwrap/common/error_types.h>
#include <otelwrap/common/semconv.h>

#include <algorithm>
#include <cerrno>

#include "classify.h"
#include "newer_libcurl.h"
#include "request_url.h"

namespace otelwrap::curl {
namespace {

namespace error_types = common::error_types;
namespace semconv = common::semconv;
using common::Use;
using std::chrono::microseconds;

// How far the connection came before the transfer failed.
enum class Reached { kNothing, kNameLookup, kConnect, kTls, kAll };

bool IsTlsError(CURLcode code) noexcept {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return true;
    default:
      return code == newer::kPeerFailedVerification || code == newer::kOldPeerFailedVerification ||
             code == newer::kSslClientCert;
  }
}

// Which phase the transfer failed in; kAll: in none of them.
Reached FailedIn(const TransferInfo& info, const ConnectionTimes& times,
                 const PhaseSubject& subject) noexcept {
  const bool connected = times.new_connections > 0;
  switch (info.result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Reached::kNameLookup;
    case CURLE_COULDNT_CONNECT:
      return Reached::kConnect;
    case CURLE_OPERATION_TIMEDOUT:
      if (connected) break;
      // An address without a new connection: it waited on one that was there.
      if (!info.peer_address.empty()) return Reached::kNothing;
      return times.name_lookup.count() == 0 && !IsAddress(subject.host) ? Reached::kNameLookup
                                                                        : Reached::kConnect;
    default:
      break;
  }
  if (!connected) {
    // QUIC's handshake is part of its connect. With an address it would be a connection's of old.
    const bool in_connect = subject.tls && IsTlsError(info.result) && info.peer_address.empty();
    return in_connect && times.name_lookup.count() > 0 ? Reached::kTls : Reached::kNothing;
  }
  const bool handshake_open = subject.tls && times.tls.count() == 0 && info.status == 0;
  const bool may_fail_in_it = IsTlsError(info.result) || info.result == CURLE_OPERATION_TIMEDOUT ||
                              info.result == CURLE_RECV_ERROR || info.result == CURLE_SEND_ERROR;
  return handshake_open && may_fail_in_it ? Reached::kTls : Reached::kAll;
}

// A Unix socket's; one without a name in the file system is told as nothing.
bool IsPath(std::string_view address) noexcept { return !address.empty() && address[0] == '/'; }

std::string_view LookupError(CURLcode code) noexcept {
  return code == CURLE_OPERATION_TIMEDOUT ? error_types::kTimeout : error_types::kHostNotFound;
}

std::string_view ConnectError(const TransferInfo& info, long os_error) noexcept {
  if (info.result == CURLE_OPERATION_TIMEDOUT) return error_types::kTimeout;
  switch (os_error) {
    case ECONNREFUSED:
      return error_types::kConnectionRefused;
    case ETIMEDOUT:
      return error_types::kTimeout;
    case ECONNRESET:
      return error_types::kConnectionReset;
    case ENETUNREACH:
      return "network_unreachable";
    case EHOSTUNREACH:
      return "host_unreachable";
    case ENETDOWN:
      return "network_down";
    case EADDRNOTAVAIL:
      return "address_not_available";
    case EACCES:
    case EPERM:
      return "access_denied";
    default:
      return error_types::kOther;
  }
}

std::string_view TlsError(CURLcode code) noexcept {
  return code == CURLE_OPERATION_TIMEDOUT ? error_types::kTimeout : ErrorType(code);
}

class Collector {
 public:
  // An end that libcurl does not know (0) is left out: the phase was not seen to finish.
  void Add(PhaseKind kind, microseconds start, microseconds end, std::string_view error_type = {}) {
    if (end.count() == 0) return;
    phases_.items[phases_.size++] = {kind, start, std::max(start, end), error_type};
  }
  const PhaseList& phases() const noexcept { return phases_; }

 private:
  PhaseList phases_{};
};

}  // namespace

PhaseList FindPhases(const TransferInfo& info, const ConnectionTimes& times,
                     const PhaseSubject& subject) noexcept {
  if (times.redirects != 0 || subject.host.empty()) return {};
  const Reached failed = FailedIn(info, times, subject);
  if (failed == Reached::kNothing) return {};

  Collector found;
  const bool named =
      times.looked_up && !IsAddress(subject.host) && !times.proxied && !subject.elsewhere;
  if (failed == Reached::kNameLookup) {
    if (named) {
      found.Add(PhaseKind::kNameLookup, std::min(times.lookup_start, times.total), times.total,
                LookupError(info.result));
    }
    return found.phases();
  }
  if (named) {
    const microseconds start = std::min(times.lookup_start, times.name_lookup);
    found.Add(PhaseKind::kNameLookup, start, times.name_lookup);
  }
  if (failed == Reached::kConnect) {
    found.Add(PhaseKind::kConnect, times.name_lookup, times.total,
              ConnectError(info, times.os_error));
    return found.phases();
  }
  found.Add(PhaseKind::kConnect, times.name_lookup, times.connect);
  if (!subject.tls || times.proxied) return found.phases();
  const microseconds start = std::max(times.name_lookup, times.connect);
  if (failed == Reached::kTls) {
    found.Add(PhaseKind::kTls, start, times.total, TlsError(info.result));
  } else {
    found.Add(PhaseKind::kTls, start, times.tls);
  }
  return found.phases();
}

common::FixedText<256> DescribePhaseName(PhaseKind kind, const TransferInfo& info,
                                         const PhaseSubject& subject) noexcept {
  constexpr std::string_view kNames[] = {
      "DNS lookup ", "socket connect ", "TLS client handshake ", "HTTP wait_for_connection ",
      "HTTP send",   "HTTP wait",       "HTTP receive"};
  common::FixedText<256> name(kNames[static_cast<size_t>(kind)]);
  if (kind >= PhaseKind::kSend) return name;
  // Through a proxy or a Unix socket the peer's port is not the URL's, or there is none.
  const bool has_peer = kind == PhaseKind::kConnect && !info.peer_address.empty();
  if (kind == PhaseKind::kConnect && !has_peer && subject.elsewhere) return {"socket connect"};
  name.Append(has_peer ? info.peer_address.view() : subject.host);
  const int64_t port = has_peer ? int64_t{info.peer_port} : subject.port;
  if ((kind == PhaseKind::kConnect || kind == PhaseKind::kQueue) && port > 0) {
    name.Append(":");
    name.Append(port);
  }
  return name;
}

void DescribePhase(PhaseKind kind, const TransferInfo& info, const PhaseSubject& subject,
                   common::AttributeSet& attributes) noexcept {
  switch (kind) {
    case PhaseKind::kNameLookup:
      attributes.AddText(Use::kSpan, semconv::kDnsQuestionName, subject.host);
      break;
    case PhaseKind::kConnect: {
      std::string_view address = info.peer_address.view();
      if (address.empty() && IsAddress(subject.host) && !subject.elsewhere) address = subject.host;
      if (address.empty()) break;
      attributes.AddText(Use::kSpan, semconv::kNetworkPeerAddress, address);
      if (IsPath(address)) {
        attributes.AddLiteral(Use::kSpan, semconv::kNetworkTransport, "unix");
        break;
      }
      attributes.AddInt(Use::kSpan, semconv::kNetworkPeerPort,
                        info.peer_address.empty() ? subject.port : int64_t{info.peer_port});
      attributes.AddLiteral(Use::kSpan, semconv::kNetworkType,
                            address.find(':') != std::string_view::npos ? "ipv6" : "ipv4");
      if (info.http_version == newer::kHttpVersion3) {
        attributes.AddLiteral(Use::kSpan, semconv::kNetworkTransport, "quic");
      }
      break;
    }
    case PhaseKind::kTls:
      attributes.AddText(Use::kSpan, semconv::kServerAddress, subject.host);
      attributes.AddLiteral(Use::kSpan, semconv::kTlsProtocolName, "tls");
      if (subject.session != nullptr) DescribeTlsSession(*subject.session, attributes);
      break;
    default:
      break;  // the request's own attributes say it all
  }
}

}  // namespace otelwrap::curl
