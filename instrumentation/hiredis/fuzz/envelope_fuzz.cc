// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a message of a stranger's: what is read is bounded and printable, the payload lies
// within the message; and what we wrap ourselves comes out as it went in.

#include "envelope.h"

#include <cstdint>
#include <cstdlib>

namespace {

namespace hiredis = otelwrap::hiredis;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckStrangers(std::string_view message) {
  const hiredis::Unwrapped unwrapped = hiredis::Unwrap(message);
  Require(unwrapped.context.size() <= hiredis::kMaxContextNames);
  const char* const end = message.data() + message.size();
  Require(unwrapped.payload.data() + unwrapped.payload.size() == end);
  Require(unwrapped.payload.size() <= message.size());
  size_t bytes = 0;
  for (const auto& [name, value] : unwrapped.context) {
    Require(hiredis::MayTravel(name, value));
    bytes += name.size() + value.size();
  }
  Require(bytes <= hiredis::kMaxContextBytes);
}

void CheckOwn(std::string_view payload) {
  const std::string value(payload.substr(0, 100));
  const hiredis::MessageContext context = {{"traceparent", value}};
  const bool travels = hiredis::MayTravel("traceparent", value);
  const std::string wrapped = hiredis::Wrap(context, payload);
  const hiredis::Unwrapped unwrapped = hiredis::Unwrap(wrapped);
  // A payload that is a JSON envelope of its own goes on being one.
  Require(unwrapped.payload == payload);
  if (travels) Require(unwrapped.context == context);
  const std::string json = hiredis::WrapJson(context, "{}");
  Require((hiredis::Unwrap(json).context == context) == travels);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckStrangers(bytes);
  CheckOwn(bytes);
  return 0;
}
