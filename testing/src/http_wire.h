// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/1.1 as HttpStub reads and writes it.

#pragma once

#include <otelwrap/testing/http_stub.h>

#include <optional>
#include <string>

#include "socket.h"

namespace otelwrap::testing {

class HttpReader {
 public:
  explicit HttpReader(const Fd& socket) : socket_(socket) {}

  // The next request with its body; nullopt at the end of the connection, or of sense.
  std::optional<HttpRequest> Next();

 private:
  bool Fill();
  std::optional<std::string> Until(std::string_view mark);  // with the mark
  std::optional<std::string> Take(size_t count);
  std::optional<std::string> Chunks();
  std::optional<std::string> Body(const HttpRequest& request);

  const Fd& socket_;
  std::string buffer_;
};

// The bytes of an answer; to HEAD without the body.
std::string Written(const HttpResponse& response, const HttpRequest& request);

}  // namespace otelwrap::testing
