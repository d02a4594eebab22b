// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a URL: read, and written without secrets. The input also becomes the password of a
// URL, which must not come out again.

#include <otelwrap/common/url.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace common = otelwrap::common;

constexpr size_t kMaxText = 256;
constexpr std::string_view kSecret = "s3cr3t-f00d";

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

bool IsWithin(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F;
  });
}

std::string Redacted(std::string_view url) {
  common::RedactionPolicy policy;
  policy.max_text_bytes = kMaxText;
  std::string out = "kept ";
  common::AppendRedactedUrl(url, policy, out);
  Require(out.compare(0, 5, "kept ") == 0, "what stood before was changed");
  out.erase(0, 5);
  Require(out.size() <= kMaxText, "a URL is longer than the cap");
  Require(IsPrintable(out), "a URL holds a control character");
  return out;
}

void CheckParts(std::string_view url) {
  const auto parts = common::ParseUrl(url);
  if (!parts) return;
  Require(!parts->host.empty() && parts->port >= 0 && parts->port <= 65535, "bad host or port");
  for (const std::string_view part :
       {parts->scheme, parts->user_info, parts->host, parts->path, parts->query, parts->fragment}) {
    Require(IsWithin(part, url), "a part is no view into the URL");
  }
}

// A mutation may hold the secret itself, also where characters that stood in it were taken out.
bool HoldsSecret(std::string_view text) {
  return text.find(kSecret.substr(0, 4)) != std::string_view::npos;
}

// A password in an authority that is otherwise whole, whatever stands before and after it.
void CheckUserInfo(std::string_view input) {
  const size_t middle = input.size() / 2;
  std::string user(input.substr(0, middle));
  std::string path(input.substr(middle));
  const auto ends_authority = [](char c) { return c == '/' || c == '?' || c == '#'; };
  user.erase(std::remove_if(user.begin(), user.end(), ends_authority), user.end());
  if (HoldsSecret(user) || HoldsSecret(path)) return;
  const std::string url =
      "https://" + user + ":" + std::string(kSecret) + "@shop.test/" + path.substr(0, 100);
  Require(Redacted(url).find(kSecret) == std::string::npos, "a password came out");
}

void CheckSignature(std::string_view input) {
  std::string before(input.substr(0, 100));
  before.erase(std::remove(before.begin(), before.end(), '#'), before.end());
  if (HoldsSecret(before)) return;
  const std::string query = before + "&sig=" + std::string(kSecret);
  std::string out;
  common::AppendRedactedQuery(query, {}, out);
  Require(IsPrintable(out), "a query holds a control character");
  Require(out.find(kSecret) == std::string::npos, "a signature came out");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  CheckParts(input);
  Redacted(input);
  CheckUserInfo(input);
  CheckSignature(input);
  return 0;
}
