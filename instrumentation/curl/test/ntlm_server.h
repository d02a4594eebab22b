// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The server's part of NTLM, as a script of HttpStub: a request without credentials is refused, the
// first message of NTLM is answered by a canned challenge, the third is taken as it is.

#pragma once

#include <curl/curl.h>
#include <otelwrap/testing/http_stub.h>

#include <string>

namespace otelwrap::curl {

// A challenge that asks for nothing special: no target, Unicode and NTLM.
inline constexpr char kNtlmChallenge[] =
    "NTLM TlRMTVNTUAACAAAAAAAAADAAAAABAgAAASNFZ4mrze8AAAAAAAAAAAAAAAAwAAAA";
// What the first message begins with, in its base64: the signature and the number 1.
inline constexpr char kNtlmFirst[] = "NTLM TlRMTVNTUAABAAAA";

inline testing::HttpResponse AnswerNtlm(const testing::HttpRequest& request) {
  const std::string credentials = request.Header("Authorization").value_or("");
  testing::HttpResponse response;
  if (credentials.rfind(kNtlmFirst, 0) == 0) {
    response.status = 401;
    response.headers = {{"WWW-Authenticate", kNtlmChallenge}};
  } else if (credentials.empty()) {
    response.status = 401;
    response.headers = {{"WWW-Authenticate", "NTLM"}};
  } else {
    response.body = "text";
  }
  return response;
}

// libcurl 8.23 of Debian is built without it.
inline bool HasNtlm() {
  return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_NTLM) != 0;
}

}  // namespace otelwrap::curl
