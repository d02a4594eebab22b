// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The headers that a request gets from us, as nodes of our own in front of the user's list, which
// is not touched. The nodes and their texts are kept from one request to the next: the text is
// written over, and nothing is allocated but where a header is longer than ever before. The first
// node stays where it is, so that libcurl finds the next hop's headers in the list that it has.
//
// A header that the user's list has already is left to the user: two traceparent headers count as
// none. Threads: one at a time. Ownership: list() is valid as long as this and the user's own list.
// Errors: none; what does not fit is left out.

#pragma once

#include <curl/curl.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/string_view.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace otelwrap::curl {

class HeaderInjection final : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  HeaderInjection() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the texts alone
  HeaderInjection(const HeaderInjection&) = delete;
  HeaderInjection& operator=(const HeaderInjection&) = delete;

  void Begin(curl_slist* users) noexcept;
  // The next request of the same transfer.
  void Begin() noexcept { Begin(users_); }
  // Baggage is left out until the next Begin.
  void LeaveOutBaggage() noexcept { without_baggage_ = true; }
  // The user's list is another one now; our headers stay.
  void Follow(curl_slist* users) noexcept;
  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view) const noexcept override {
    return {};
  }
  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override;

  bool empty() const noexcept { return count_ == 0; }
  // Ours, then the user's. Without any of ours its first line is blank, which libcurl passes over.
  curl_slist* list() noexcept { return &headers_[0].node; }

 private:
  // The most that a propagator of a known kind writes is six (B3 in several headers, baggage).
  static constexpr size_t kMaxHeaders = 8;
  static constexpr size_t kShort = 96;  // traceparent needs 69

  struct Header {
    curl_slist node;
    char short_text[kShort];
    std::string long_text;

    bool Write(std::string_view key, std::string_view value) noexcept;
  };

  curl_slist* users_ = nullptr;
  size_t count_ = 0;
  bool without_baggage_ = false;
  std::array<Header, kMaxHeaders> headers_;
};

}  // namespace otelwrap::curl
