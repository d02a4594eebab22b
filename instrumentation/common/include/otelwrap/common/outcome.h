// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How a call of a library ended: what classify() returns and what Operation::End records, with the
// same error.type on span and metric.
//
// A success has no error type. A failure has a low-cardinality one (`docs/telemetry.md` lists each
// component's); the span's status becomes Error, with a description only where it says more than
// the code and holds nothing secret. Status Ok is never set.
//
// Threads: a value; not safe for concurrent use.

#pragma once

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/fixed_text.h>

#include <string_view>

namespace otelwrap::common {

class Outcome {
 public:
  Outcome() noexcept {}  // NOLINT(modernize-use-equals-default): Outcome() would zero its buffers
  bool IsError() const noexcept { return !error_type_.empty(); }
  std::string_view error_type() const noexcept { return error_type_.view(); }
  std::string_view description() const noexcept { return description_.view(); }

  void SetError(std::string_view error_type) noexcept { error_type_.Assign(error_type); }
  void SetError(int64_t code) noexcept {
    error_type_.Assign({});
    error_type_.Append(code);
  }
  // Only text of our own or of the library's fixed tables; never what a server or a user wrote.
  void SetDescription(std::string_view text) noexcept { description_.Assign(text); }
  void ClearError() noexcept {
    error_type_.Assign({});
    description_.Assign({});
  }

  AttributeSet& attributes() noexcept { return attributes_; }
  const AttributeSet& attributes() const noexcept { return attributes_; }

 private:
  FixedText<80> error_type_;
  FixedText<160> description_;
  AttributeSet attributes_;
};

}  // namespace otelwrap::common
