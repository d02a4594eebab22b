// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Watches the words of a text go by, and says from where on nothing of it may be shown: after
// IDENTIFIED BY, SET PASSWORD and PASSWORD =, where a secret may stand bare; and after a statement
// that may change how the server scans the next one (sql_mode, SET NAMES).
//
// In SELECT, INSERT, UPDATE, DELETE and REPLACE a password is a column: only what is compared with
// it, or put into it, is masked, though it be a bare word; and IDENTIFIED is one unless BY, WITH or
// VIA comes next.
//
// Threads: not safe for concurrent use. Ownership: keeps no view.

#pragma once

#include <cstdint>

#include "keywords.h"

namespace otelwrap::mysql {

class StatementWatch {
 public:
  void SeeWord(Roles word) noexcept {
    if (begins_ || ((word | since_) & roles::kWatched) != 0 || last_ == Last::kIdentified)
      return SeeWatched(word);
    last_ = Last::kOther;
  }
  void SeeSymbol(char symbol) noexcept {
    if (last_ == Last::kPassword || symbol == ';') return SeePlain(symbol);
    if (symbol != '(') begins_ = false;
    last_ = Last::kOther;
  }
  void SeeOther() noexcept {
    begins_ = false;
    last_ = Last::kOther;
  }
  // A comment that one server runs: a statement that begins with it may be of any kind.
  void SeeRunComment() noexcept { begins_ = false; }

  // Whether a word without an arming role, a literal, or a symbol but `;`, would change nothing.
  bool IsCalm() const noexcept { return !begins_ && IsCalmButForBeginning(); }
  // Whether such a word would only begin the statement.
  bool IsCalmAtBeginning() const noexcept { return begins_ && IsCalmButForBeginning(); }
  // REQUIRES: IsCalmAtBeginning(), and no arming role.
  void SeeCalmBeginning(Roles word) noexcept {
    is_data_ = (word & roles::kData) != 0;
    begins_ = false;
  }
  bool HidesRest() const noexcept { return hides_rest_; }
  // Whether the next word or literal stands for a password.
  bool MasksWord() const noexcept { return last_ == Last::kMasking; }
  // Whether the words so far may be the first part of what hides the rest.
  bool IsArmed() const noexcept {
    return (since_ & roles::kIdentified) != 0 || last_ != Last::kOther;
  }

 private:
  enum class Last : uint8_t { kOther, kSet, kPassword, kMasking, kIdentified };

  bool IsCalmButForBeginning() const noexcept {
    return since_ == 0 && last_ == Last::kOther && !hides_rest_;
  }
  void SeeWatched(Roles word) noexcept;
  void SeePlain(char symbol) noexcept;
  Last LastOf(Roles word) const noexcept;

  Last last_ = Last::kOther;
  bool begins_ = true;  // a statement's first word comes
  bool is_data_ = false;
  bool changes_scanning_ = false;
  bool hides_rest_ = false;
  Roles since_ = 0;  // IDENTIFIED, OPTIONS: seen in this statement
};

}  // namespace otelwrap::mysql
