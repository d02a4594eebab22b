// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "http_wire.h"

#include <strings.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>

namespace otelwrap::testing {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr size_t kLargest = 64 * 1024 * 1024;

bool SameName(const std::string& a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), b.size()) == 0;
}

std::string Trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool ParseRequestLine(const std::string& line, HttpRequest& request) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string::npos || first == last) return false;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  request.version = line.substr(last + 1);
  return request.version.rfind("HTTP/1.", 0) == 0;
}

bool ParseHead(HttpRequest& request) {
  size_t begin = request.head.find(kLineEnd);
  if (!ParseRequestLine(request.head.substr(0, begin), request)) return false;
  for (begin += kLineEnd.size();;) {
    const size_t end = request.head.find(kLineEnd, begin);
    if (end == begin) return true;  // the empty line
    const size_t colon = request.head.find(':', begin);
    if (colon >= end) return false;
    request.headers.emplace_back(request.head.substr(begin, colon - begin),
                                 Trimmed(request.head.substr(colon + 1, end - colon - 1)));
    begin = end + kLineEnd.size();
  }
}

const char* Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 404:
      return "Not Found";
    case 500:
      return "Internal Server Error";
    default:
      return "Scripted";
  }
}

}  // namespace

std::optional<std::string> HttpRequest::Header(std::string_view name) const {
  std::vector<std::string> values = AllOf(name);
  if (values.empty()) return std::nullopt;
  return std::move(values.front());
}

std::vector<std::string> HttpRequest::AllOf(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [its_name, value] : headers) {
    if (SameName(its_name, name)) values.push_back(value);
  }
  return values;
}

bool HttpReader::Fill() {
  char bytes[16 * 1024];
  ssize_t count = 0;
  do {
    count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
  } while (count < 0 && errno == EINTR);
  if (count <= 0 || buffer_.size() > kLargest) return false;
  buffer_.append(bytes, static_cast<size_t>(count));
  return true;
}

std::optional<std::string> HttpReader::Until(std::string_view mark) {
  size_t found = 0;
  while ((found = buffer_.find(mark)) == std::string::npos) {
    if (!Fill()) return std::nullopt;
  }
  return Take(found + mark.size());
}

std::optional<std::string> HttpReader::Take(size_t count) {
  if (count > kLargest) return std::nullopt;
  while (buffer_.size() < count) {
    if (!Fill()) return std::nullopt;
  }
  std::string taken = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return taken;
}

std::optional<std::string> HttpReader::Chunks() {
  std::string body;
  for (;;) {
    const auto size_line = Until(kLineEnd);
    if (!size_line) return std::nullopt;
    const size_t size = std::strtoul(size_line->c_str(), nullptr, 16);
    if (size == 0) break;
    const auto chunk = Take(size);
    if (!chunk || !Until(kLineEnd)) return std::nullopt;
    body += *chunk;
  }
  for (;;) {  // trailers, up to an empty line
    const auto line = Until(kLineEnd);
    if (!line) return std::nullopt;
    if (*line == kLineEnd) return body;
  }
}

std::optional<std::string> HttpReader::Body(const HttpRequest& request) {
  const auto encoding = request.Header("Transfer-Encoding");
  const auto length = request.Header("Content-Length");
  const bool has_body = encoding || (length && *length != "0");
  const auto expect = request.Header("Expect");
  if (has_body && expect && SameName(*expect, "100-continue")) {
    SendAll(socket_, "HTTP/1.1 100 Continue\r\n\r\n");
  }
  if (encoding && SameName(*encoding, "chunked")) return Chunks();
  if (length) return Take(std::strtoul(length->c_str(), nullptr, 10));
  return std::string();
}

std::optional<HttpRequest> HttpReader::Next() {
  auto head = Until("\r\n\r\n");
  if (!head) return std::nullopt;
  HttpRequest request;
  request.head = std::move(*head);
  if (!ParseHead(request)) return std::nullopt;
  auto body = Body(request);
  if (!body) return std::nullopt;
  request.body = std::move(*body);
  return request;
}

std::string Written(const HttpResponse& response, const HttpRequest& request) {
  if (response.raw) return *response.raw;
  std::string text =
      "HTTP/1.1 " + std::to_string(response.status) + " " + Reason(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  if (has_body) text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  if (response.close) text += "Connection: close\r\n";
  text += "\r\n";
  if (has_body && request.method != "HEAD") text += response.body;
  return text;
}

}  // namespace otelwrap::testing
