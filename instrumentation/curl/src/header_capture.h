// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The headers that the options allow onto a span: http.request.header.<name> from the list that the
// user gave, http.response.header.<name> from what libcurl kept of an answer (7.83 and later).
//
// Only names of the allow-list, credentials never without the second option. A value is bounded,
// has no control character, and is ASCII; a URL in it loses its secrets.
//
// Threads: immutable. Ownership: owns the attribute keys. Errors: none; where memory is out, a
// header is left out.

#pragma once

#include <curl/curl.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/redaction.h>
#include <otelwrap/curl/instrumentation.h>

#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::curl {

class HeaderCapture {
 public:
  explicit HeaderCapture(const Options& options);

  void CaptureRequest(const curl_slist* users, const common::Operation& operation) const noexcept;
  // `request` counts the requests of the transfer from 0; -1: the last one.
  void CaptureResponse(CURL* handle, int request,
                       const common::Operation& operation) const noexcept;

 private:
  struct Header {
    std::string name;  // in small letters
    std::string key;
  };
  static std::vector<Header> Allowed(const std::vector<std::string>& names, std::string_view prefix,
                                     bool credentials);

  const common::RedactionPolicy redaction_;
  const std::vector<Header> request_;
  const std::vector<Header> response_;
};

// Whether a header of that name holds credentials.
bool IsCredential(std::string_view name) noexcept;

// Empty, or why the names can't be captured.
std::string ValidateHeaders(const std::vector<std::string>& names, bool credentials);

// Pure: a header's value as it may be shown.
std::string ShownHeaderValue(std::string_view name, std::string_view value,
                             const common::RedactionPolicy& redaction);

// Pure: the value of a "Name: value" line; a null view where the line is of another header.
std::string_view ValueOfLine(std::string_view line, std::string_view name) noexcept;

}  // namespace otelwrap::curl
