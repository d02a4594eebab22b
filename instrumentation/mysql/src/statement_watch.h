// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Watches the words of a text go by, and says from where on nothing of it may be shown: after
// IDENTIFIED BY, SET PASSWORD and PASSWORD =, where a secret may stand bare; and after a statement
// that may change how the server scans the next one (sql_mode, SET NAMES).
//
// Threads: not safe for concurrent use. Ownership: keeps no view.

#pragma once

#include <cstdint>
#include <string_view>

namespace otelwrap::mysql {

class StatementWatch {
 public:
  void SeeWord(std::string_view word) noexcept;
  void SeeSymbol(char symbol) noexcept;
  void SeeOther() noexcept { last_ = Last::kOther; }

  bool HidesRest() const noexcept { return hides_rest_; }
  // Whether the words so far may be the first part of what hides the rest.
  bool IsArmed() const noexcept { return identified_ || last_ != Last::kOther; }

 private:
  enum class Last : uint8_t { kOther, kSet, kPassword };

  Last last_ = Last::kOther;
  bool identified_ = false;
  bool changes_scanning_ = false;
  bool hides_rest_ = false;
};

}  // namespace otelwrap::mysql
