// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "statement_watch.h"

namespace otelwrap::mysql {

// IDENTIFIED BY 'x', WITH plugin BY/AS/USING 'x', VIA plugin USING 'x'; OPTIONS (PASSWORD 'x').
void StatementWatch::SeeWatched(Roles word) noexcept {
  if (begins_) is_data_ = (word & roles::kData) != 0;
  begins_ = false;
  const bool password = (word & roles::kPassword) != 0;
  const bool identified = last_ == Last::kIdentified || (since_ & roles::kIdentified) != 0;
  if (identified && (word & roles::kAfterIdentified) != 0) hides_rest_ = true;
  if (password && (last_ == Last::kSet || (since_ & roles::kOptions) != 0)) hides_rest_ = true;
  if (!is_data_) since_ |= word & (roles::kIdentified | roles::kOptions);
  if ((word & roles::kScanning) != 0) changes_scanning_ = true;
  last_ = LastOf(word);
}

StatementWatch::Last StatementWatch::LastOf(Roles word) const noexcept {
  if ((word & roles::kPassword) != 0) return Last::kPassword;
  if ((word & roles::kIdentified) != 0) return Last::kIdentified;
  return (word & roles::kSet) != 0 && !is_data_ ? Last::kSet : Last::kOther;
}

void StatementWatch::SeePlain(char symbol) noexcept {
  begins_ = false;
  if (last_ == Last::kPassword && symbol == ':') return;  // the first half of :=
  if (last_ == Last::kPassword && symbol == '=') {
    if (!is_data_) hides_rest_ = true;
    last_ = Last::kMasking;
    return;
  }
  if (symbol == ';') {
    if (changes_scanning_) hides_rest_ = true;
    since_ = 0;
    is_data_ = false;
    begins_ = true;
  }
  last_ = Last::kOther;
}

}  // namespace otelwrap::mysql
