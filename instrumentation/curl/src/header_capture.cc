// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "header_capture.h"

#include <opentelemetry/nostd/span.h>
#include <opentelemetry/trace/context.h>
#include <otelwrap/common/url.h>

#include <algorithm>
#include <exception>

#include "library.h"

namespace otelwrap::curl {
namespace {

namespace nostd = opentelemetry::nostd;

// An answer may repeat a header as often as it likes.
constexpr size_t kMaxValues = 16;

// A header whose name has one of these holds credentials, as a stranger would read it.
constexpr std::string_view kCredentialParts[] = {
    "api-key", "apikey", "access-key",       "authenticat", "authoriz", "cookie", "credential",
    "csrf",    "passw",  "subscription-key", "secret",      "session",  "token",  "xsrf"};
constexpr std::string_view kUrls[] = {"location", "content-location", "referer", "refresh"};

char LowerCase(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string Lower(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerCase);
  return lower;
}

template <size_t N>
bool IsOneOf(const std::string_view (&names)[N], std::string_view name) noexcept {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool IsToken(std::string_view name) noexcept {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

std::string_view Trim(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// Where the URL of `5; url='http://...'` begins; 0 where there is none.
size_t UrlOfRefresh(std::string_view value) noexcept {
  constexpr std::string_view kUrl = "url=";
  for (size_t at = 0; at + kUrl.size() <= value.size(); ++at) {
    const bool found = std::equal(kUrl.begin(), kUrl.end(), value.begin() + at,
                                  [](char a, char b) { return a == LowerCase(b); });
    if (!found) continue;
    at += kUrl.size();
    return at < value.size() && (value[at] == '\'' || value[at] == '"') ? at + 1 : at;
  }
  return 0;
}

void SetValues(const common::Operation& operation, std::string_view key,
               const std::vector<std::string>& values) {
  if (values.empty()) return;
  std::vector<nostd::string_view> views(values.begin(), values.end());
  opentelemetry::trace::GetSpan(operation.Context())
      ->SetAttribute({key.data(), key.size()},
                     nostd::span<const nostd::string_view>(views.data(), views.size()));
}

}  // namespace

bool IsCredential(std::string_view name) noexcept {
  const auto is_in_name = [name](std::string_view part) {
    return std::search(name.begin(), name.end(), part.begin(), part.end(),
                       [](char a, char b) { return LowerCase(a) == b; }) != name.end();
  };
  return std::any_of(std::begin(kCredentialParts), std::end(kCredentialParts), is_in_name);
}

std::string ValidateHeaders(const std::vector<std::string>& names, bool credentials) {
  for (const std::string& name : names) {
    if (!IsToken(name)) return "captured headers must be names of HTTP headers";
    if (!credentials && IsCredential(name)) {
      return "captured header " + Lower(name) +
             " holds credentials: set capture_credentials if it is really wanted";
    }
  }
  return {};
}

std::string ShownHeaderValue(std::string_view name, std::string_view value,
                             const common::RedactionPolicy& redaction) {
  std::string shown;
  if (IsOneOf(kUrls, name)) {
    const size_t before = name == "refresh" ? UrlOfRefresh(value) : 0;
    shown.assign(value.substr(0, before));
    common::AppendRedactedUrl(value.substr(before), redaction, shown);
  } else {
    shown.assign(value.substr(0, redaction.max_text_bytes));
  }
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';  // of a signed char, all but ASCII is below
  }
  return shown;
}

std::string_view ValueOfLine(std::string_view line, std::string_view name) noexcept {
  const bool named = line.size() > name.size() && line[name.size()] == ':' &&
                     std::equal(name.begin(), name.end(), line.begin(),
                                [](char a, char b) { return a == LowerCase(b); });
  if (!named) return {};
  const std::string_view value = Trim(line.substr(name.size() + 1));
  return value.empty() ? line.substr(0, 0) : value;
}

std::vector<HeaderCapture::Header> HeaderCapture::Allowed(const std::vector<std::string>& names,
                                                          std::string_view prefix,
                                                          bool credentials) {
  std::vector<Header> allowed;
  for (const std::string& name : names) {
    if (!credentials && IsCredential(name)) continue;
    std::string lower = Lower(name);
    std::string key = std::string(prefix) + lower;
    allowed.push_back({std::move(lower), std::move(key)});
  }
  return allowed;
}

HeaderCapture::HeaderCapture(const Options& options)
    : redaction_(options.redaction),
      request_(Allowed(options.capture_request_headers, "http.request.header.",
                       options.capture_credentials)),
      response_(Allowed(options.capture_response_headers, "http.response.header.",
                        options.capture_credentials)) {}

void HeaderCapture::CaptureRequest(const curl_slist* users,
                                   const common::Operation& operation) const noexcept {
  try {
    for (const Header& header : request_) {
      std::vector<std::string> values;
      for (const curl_slist* line = users; line != nullptr; line = line->next) {
        if (line->data == nullptr || values.size() == kMaxValues) continue;
        const std::string_view value = ValueOfLine(line->data, header.name);
        if (!value.empty()) values.push_back(ShownHeaderValue(header.name, value, redaction_));
      }
      SetValues(operation, header.key, values);
    }
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): without it then
  }
}

void HeaderCapture::CaptureResponse(CURL* handle, int request,
                                    const common::Operation& operation) const noexcept {
#if LIBCURL_VERSION_NUM >= 0x075300
  if (library.easy_header == nullptr) return;
  try {
    for (const Header& header : response_) {
      std::vector<std::string> values;
      curl_header* found = nullptr;
      while (values.size() < kMaxValues &&
             library.easy_header(handle, header.name.c_str(), values.size(), CURLH_HEADER, request,
                                 &found) == CURLHE_OK) {
        values.push_back(ShownHeaderValue(header.name, Trim(found->value), redaction_));
      }
      SetValues(operation, header.key, values);
    }
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): without it then
  }
#else
  static_cast<void>(handle);
  static_cast<void>(request);
  static_cast<void>(operation);
#endif
}

}  // namespace otelwrap::curl
