// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <otelwrap/common/error_types.h>
#include <otelwrap/common/http.h>
#include <otelwrap/common/semconv.h>

#include <cstddef>
#include <iterator>

#include "newer_libcurl.h"

namespace otelwrap::curl {
namespace {

namespace semconv = common::semconv;
using common::Use;

// By libcurl's numbers, which never change; of those that are no longer used, the old libraries'
// names (51 is what libcurl before 7.62 says of a certificate). Empty: not used since long.
constexpr std::string_view kErrorTypes[] = {
    "",
    "unsupported_protocol",
    "failed_init",
    "url_malformat",
    "not_built_in",
    "couldnt_resolve_proxy",
    "couldnt_resolve_host",
    "couldnt_connect",
    "weird_server_reply",
    "remote_access_denied",
    "ftp_accept_failed",
    "ftp_weird_pass_reply",
    "ftp_accept_timeout",
    "ftp_weird_pasv_reply",
    "ftp_weird_227_format",
    "ftp_cant_get_host",
    "http2",
    "ftp_couldnt_set_type",
    "partial_file",
    "ftp_couldnt_retr_file",
    "",
    "quote_error",
    "http_returned_error",
    "write_error",
    "",
    "upload_failed",
    "read_error",
    "out_of_memory",
    "operation_timedout",
    "",
    "ftp_port_failed",
    "ftp_couldnt_use_rest",
    "",
    "range_error",
    "http_post_error",
    "ssl_connect_error",
    "bad_download_resume",
    "file_couldnt_read_file",
    "ldap_cannot_bind",
    "ldap_search_failed",
    "",
    "function_not_found",
    "aborted_by_callback",
    "bad_function_argument",
    "",
    "interface_failed",
    "",
    "too_many_redirects",
    "unknown_option",
    "setopt_option_syntax",
    "",
    "peer_failed_verification",
    "got_nothing",
    "ssl_engine_notfound",
    "ssl_engine_setfailed",
    "send_error",
    "recv_error",
    "",
    "ssl_certproblem",
    "ssl_cipher",
    "peer_failed_verification",
    "bad_content_encoding",
    "ldap_invalid_url",
    "filesize_exceeded",
    "use_ssl_failed",
    "send_fail_rewind",
    "ssl_engine_initfailed",
    "login_denied",
    "tftp_notfound",
    "tftp_perm",
    "remote_disk_full",
    "tftp_illegal",
    "tftp_unknownid",
    "remote_file_exists",
    "tftp_nosuchuser",
    "conv_failed",
    "conv_reqd",
    "ssl_cacert_badfile",
    "remote_file_not_found",
    "ssh",
    "ssl_shutdown_failed",
    "again",
    "ssl_crl_badfile",
    "ssl_issuer_error",
    "ftp_pret_failed",
    "rtsp_cseq_error",
    "rtsp_session_error",
    "ftp_bad_file_list",
    "chunk_failed",
    "no_connection_available",
    "ssl_pinnedpubkeynotmatch",
    "ssl_invalidcertstatus",
    "http2_stream",
    "recursive_api_call",
    "auth_error",
    "http3",
    "quic_connect_error",
    "proxy",
    "ssl_clientcert",
    "unrecoverable_poll",
    "too_large",
    "ech_required",
};

}  // namespace

std::string_view ErrorType(CURLcode code) noexcept {
  const auto number = static_cast<size_t>(code);
  if (number >= std::size(kErrorTypes) || kErrorTypes[number].empty()) {
    return common::error_types::kOther;
  }
  return kErrorTypes[number];
}

[[gnu::hot]] std::string_view ProtocolVersion(long http_version) noexcept {
  switch (http_version) {
    case CURL_HTTP_VERSION_1_0:
      return "1.0";
    case CURL_HTTP_VERSION_1_1:
      return "1.1";
    case CURL_HTTP_VERSION_2_0:
      return "2";
    case newer::kHttpVersion3:
      return "3";
    default:
      return {};
  }
}

[[gnu::hot]] common::Outcome Classify(const TransferInfo& info) noexcept {
  common::Outcome outcome;
  common::AttributeSet& attributes = outcome.attributes();
  if (info.status > 0) {
    attributes.AddInt(Use::kBoth, semconv::kHttpResponseStatusCode, info.status);
  }
  const std::string_view version = ProtocolVersion(info.http_version);
  if (!version.empty()) {
    attributes.AddLiteral(Use::kBoth, semconv::kNetworkProtocolVersion, version);
  }
  if (!info.peer_address.empty()) {
    attributes.AddBorrowed(semconv::kNetworkPeerAddress, info.peer_address.view());
    if (info.peer_port > 0) {
      attributes.AddInt(Use::kSpan, semconv::kNetworkPeerPort, info.peer_port);
    }
  }
  if (info.status > 0 && common::IsHttpClientError(info.status)) {
    outcome.SetError(static_cast<int64_t>(info.status));
  } else if (info.result != CURLE_OK && info.result != CURLE_ABORTED_BY_CALLBACK) {
    outcome.SetError(ErrorType(info.result));
  }
  return outcome;
}

}  // namespace otelwrap::curl
