// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/attributes.h>

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

AttributeSet& AttributeSet::operator=(const AttributeSet& other) noexcept {
  if (this == &other) return *this;
  size_ = other.size_;
  text_size_ = other.text_size_;
  if (size_ > 0) std::memcpy(entries_, other.entries_, size_ * sizeof(Entry));
  if (text_size_ > 0) std::memcpy(text_, other.text_, text_size_);
  return *this;
}

AttributeSet::Entry* AttributeSet::Append(Use use, std::string_view key, Kind kind) noexcept {
  if (size_ == kMaxEntries) return nullptr;
  Entry& entry = entries_[size_++];
  entry.key = key.data();
  entry.key_size = static_cast<uint32_t>(key.size());
  entry.kind = kind;
  entry.use = use;
  return &entry;
}

void AttributeSet::AddInt(Use use, std::string_view key, int64_t value) noexcept {
  if (Entry* entry = Append(use, key, Kind::kInt)) entry->integer = value;
}

void AttributeSet::AddBool(Use use, std::string_view key, bool value) noexcept {
  if (Entry* entry = Append(use, key, Kind::kBool)) entry->flag = value;
}

void AttributeSet::AddDouble(Use use, std::string_view key, double value) noexcept {
  if (Entry* entry = Append(use, key, Kind::kDouble)) entry->number = value;
}

void AttributeSet::AddLiteral(Use use, std::string_view key, std::string_view literal) noexcept {
  if (Entry* entry = Append(use, key, Kind::kView)) entry->view = {literal.data(), literal.size()};
}

void AttributeSet::AddShared(Use use, std::string_view key, std::string_view text) noexcept {
  AddLiteral(use, key, text);
}

void AttributeSet::AddText(Use use, std::string_view key, std::string_view text) noexcept {
  Entry* entry = Append(use, key, Kind::kOffset);
  if (entry == nullptr) return;
  const size_t size = WholeCharacters(text, kTextCapacity - text_size_);
  if (size > 0) std::memcpy(text_ + text_size_, text.data(), size);
  entry->copied = {text_size_, static_cast<uint32_t>(size)};
  text_size_ = static_cast<uint16_t>(text_size_ + size);
}

void AttributeSet::AddBorrowed(std::string_view key, std::string_view text) noexcept {
  if (Entry* entry = Append(Use::kSpan, key, Kind::kBorrowed)) {
    entry->view = {text.data(), text.size()};
  }
}

void AttributeSet::AddAll(const AttributeSet& other, Use use) noexcept {
  for (size_t i = 0; i < other.size_; ++i) {
    const Entry& from = other.entries_[i];
    if (!Goes(from.use, use) || from.kind == Kind::kBorrowed) continue;
    if (from.kind == Kind::kOffset) {
      AddText(from.use, {from.key, from.key_size},
              {other.text_ + from.copied.offset, from.copied.size});
    } else if (size_ < kMaxEntries) {
      entries_[size_++] = from;
    }
  }
}

bool AttributeView::ForEachKeyValue(
    nostd::function_ref<bool(nostd::string_view, opentelemetry::common::AttributeValue)> callback)
    const noexcept {
  using Kind = AttributeSet::Kind;
  for (size_t i = 0; i < set_.size_; ++i) {
    const AttributeSet::Entry& entry = set_.entries_[i];
    if (!Goes(entry.use, use_)) continue;
    const nostd::string_view key(entry.key, entry.key_size);
    bool go_on = true;
    switch (entry.kind) {
      case Kind::kInt:
        go_on = callback(key, entry.integer);
        break;
      case Kind::kBool:
        go_on = callback(key, entry.flag);
        break;
      case Kind::kDouble:
        go_on = callback(key, entry.number);
        break;
      case Kind::kOffset:
        go_on =
            callback(key, nostd::string_view(set_.text_ + entry.copied.offset, entry.copied.size));
        break;
      case Kind::kView:
      case Kind::kBorrowed:
        go_on = callback(key, nostd::string_view(entry.view.data, entry.view.size));
        break;
    }
    if (!go_on) return false;
  }
  return true;
}

size_t AttributeView::size() const noexcept {
  size_t count = 0;
  for (size_t i = 0; i < set_.size_; ++i) count += Goes(set_.entries_[i].use, use_) ? 1 : 0;
  return count;
}

}  // namespace otelwrap::common
