// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a stub of a test answers.

#pragma once

#include <otelwrap/testing/http_stub.h>

#include <string>
#include <utility>

namespace otelwrap::curl {

inline testing::HttpResponse AnswerOf(int status, testing::HttpHeaders headers = {},
                                      std::string body = {}) {
  testing::HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

inline testing::HttpResponse RedirectTo(const std::string& location, int status = 302) {
  return AnswerOf(status, {{"Location", location}});
}

inline testing::HttpResponse DigestChallenge() {
  return AnswerOf(401, {{"WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""}});
}

}  // namespace otelwrap::curl
