// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/utf8.h>

#include <algorithm>
#include <cstring>

namespace otelwrap::common {
namespace {

namespace nostd = opentelemetry::nostd;

// How many of the first `limit` bytes hold only whole UTF-8 characters.
size_t WholeCharacters(std::string_view text, size_t limit) noexcept {
  if (text.size() <= limit) return text.size();
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
  return limit;
}

}  // namespace

[[gnu::hot]] AttributeSet& AttributeSet::operator=(const AttributeSet& other) noexcept {
  if (this == &other) return *this;
  size_ = other.size_;
  text_size_ = other.text_size_;
  std::copy_n(other.entries_, size_, entries_);
  if (text_size_ > 0) std::memcpy(text_, other.text_, text_size_);
  return *this;
}

[[gnu::hot]] void AttributeSet::AddText(Use use, std::string_view key,
                                        std::string_view text) noexcept {
  Entry* entry = Append(use, key, Kind::kCopied);
  if (entry == nullptr) return;
  const size_t size = WholeCharacters(text, kTextCapacity - text_size_);
  if (size > 0) std::memcpy(text_ + text_size_, text.data(), size);
  RepairUtf8(text_ + text_size_, size);
  entry->copied = {text_size_, static_cast<uint32_t>(size)};
  text_size_ = static_cast<uint16_t>(text_size_ + size);
}

[[gnu::hot]] void AttributeSet::AddAll(const AttributeSet& other, Use use) noexcept {
  for (size_t i = 0; i < other.size_; ++i) {
    const Entry& from = other.entries_[i];
    if (!Goes(from.use, use) || from.kind == Kind::kBorrowed) continue;
    if (from.kind == Kind::kCopied) {
      AddText(from.use, {from.key, from.key_size},
              {other.text_ + from.copied.offset, from.copied.size});
    } else if (size_ < kMaxEntries) {
      entries_[size_++] = from;
    }
  }
}

// Values go out as they lie there: made on the way, each would wait for its own bytes to be
// written.
[[gnu::hot]] bool AttributeView::ForEachKeyValue(
    nostd::function_ref<bool(nostd::string_view, opentelemetry::common::AttributeValue)> callback)
    const noexcept {
  return set_.ForEach(use_, callback);
}

size_t AttributeView::size() const noexcept {
  size_t count = 0;
  for (size_t i = 0; i < set_.size_; ++i) count += Goes(set_.entries_[i].use, use_) ? 1 : 0;
  return count;
}

}  // namespace otelwrap::common
