// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The method that libcurl will send, from the options that went in: it can't be asked before the
// transfer, and is another one after a redirect. Each option changes what libcurl's own does.
//
// Threads: one at a time. Errors: where memory is out for a custom method, it counts as not known.

#pragma once

#include <otelwrap/curl/option_value.h>

#include <string>
#include <string_view>

namespace otelwrap::curl {

class MethodTracker {
 public:
  void Note(CURLoption option, const OptionValue& value) noexcept;
  // Empty: not known.
  std::string_view Method() const noexcept;

 private:
  enum class Kind { kGet, kHead, kPost, kPut };

  void NoteCustom(const char* method) noexcept;
  void Choose(Kind kind) noexcept {
    kind_ = kind;
    no_body_ = false;
  }

  Kind kind_ = Kind::kGet;
  bool no_body_ = false;
  bool has_custom_ = false;
  std::string custom_;
};

}  // namespace otelwrap::curl
