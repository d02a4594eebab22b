// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What spans say of a URL: the peer, the text without its secrets, and what a plain request to it
// is started with. Made once, and kept from one transfer of a handle to the next as long as the
// URL, the method and the instrumentation stay the same.
//
// Threads: one at a time, as the handle. Ownership: shares the target, owns the text. Errors: none;
// where memory is out there is no target, and no text.

#pragma once

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/target.h>
#include <otelwrap/curl/instrumentation.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "request_url.h"

namespace otelwrap::curl {

class DescribedUrl {
 public:
  // The URL is another one from now on.
  void Forget() noexcept { made_by_ = 0; }

  // Finds the peer, unless that was done for the same URL already.
  void Describe(const Instrumentation& instrumentation, const RequestUrl& url) noexcept {
    if (made_by_ != instrumentation.id()) DescribeAnew(instrumentation, url);
  }

  // Null: its host is not known.
  const std::shared_ptr<const common::Target>& target() const noexcept { return target_; }

  // Empty until it was asked for.
  std::string_view redacted() const noexcept { return redacted_; }
  std::string_view Redact(const Instrumentation& instrumentation, const RequestUrl& url) noexcept;

  // Of a request without settings of its own: method and peer, and the name that the span gets.
  // Valid until the next call. `method` empty: not known.
  struct Start {
    std::string_view name;
    common::AttributeSet attributes;
  };
  const Start& DescribeStart(std::string_view method) noexcept {
    if (!has_start_ || method != start_method_.view()) DescribeStartAnew(method);
    return start_;
  }

 private:
  void DescribeStartAnew(std::string_view method) noexcept;
  void DescribeAnew(const Instrumentation& instrumentation, const RequestUrl& url) noexcept;

  uint64_t made_by_ = 0;  // the instrumentation's id; 0: nobody's
  std::shared_ptr<const common::Target> target_;
  std::string redacted_;
  bool has_start_ = false;
  common::FixedText<16> start_method_;
  Start start_;
};

}  // namespace otelwrap::curl
