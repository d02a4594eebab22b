// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any command, its arguments divided by NUL: the text is printable ASCII within its limit, and a
// secret that stands where a credential may stand is nowhere in it, masked or raw.

#include <otelwrap/hiredis/mask.h>

#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::string_view kSecret = "S3CRET";

void Check(const std::vector<std::string_view>& arguments,
           const otelwrap::common::RedactionPolicy& policy) {
  const std::string text = otelwrap::hiredis::MaskCommand(arguments, policy);
  if (text.size() > policy.max_text_bytes) std::abort();
  for (const char c : text) {
    if (c < ' ' || c > '~') std::abort();
  }
  if (arguments[0] == "AUTH" && text.find(kSecret) != std::string::npos) std::abort();
}

std::vector<std::string_view> Split(std::string_view bytes) {
  std::vector<std::string_view> arguments;
  size_t end = 0;
  while ((end = bytes.find('\0')) != std::string_view::npos) {
    arguments.push_back(bytes.substr(0, end));
    bytes.remove_prefix(end + 1);
  }
  arguments.push_back(bytes);
  return arguments;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  otelwrap::common::RedactionPolicy policy;
  if (size > 0) policy.max_text_bytes = size_t{data[0]} * 4;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto arguments = Split(bytes.substr(size > 0 ? 1 : 0));
  for (const bool raw : {false, true}) {
    policy.raw_query_text = raw;
    Check(arguments, policy);
  }
  // The same arguments as credentials of an AUTH, with one more.
  arguments.insert(arguments.begin(), "AUTH");
  arguments.push_back(kSecret);
  Check(arguments, policy);
  return 0;
}
