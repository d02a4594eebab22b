// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A short text on the stack: span names, error types, codes. Never allocates; what does not fit is
// cut at the end of the last whole UTF-8 character.

#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace otelwrap::common {

template <size_t N>
class FixedText {
 public:
  FixedText() noexcept {}  // NOLINT(modernize-use-equals-default): {} would zero the text
  FixedText(std::string_view text) noexcept {
    Append(text);
  }  // NOLINT(google-explicit-constructor)
  FixedText(const FixedText& other) noexcept { Append(other.view()); }
  FixedText& operator=(const FixedText& other) noexcept {
    if (this != &other) Assign(other.view());
    return *this;
  }
  ~FixedText() = default;

  void Assign(std::string_view text) noexcept {
    size_ = 0;
    Append(text);
  }

  void Append(std::string_view text) noexcept {
    size_t size = text.size();
    if (size > N - size_) {
      size = N - size_;
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    }
    if (size > 0) std::memcpy(text_ + size_, text.data(), size);
    size_ += size;
  }

  void Append(int64_t number) noexcept {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    Append(std::string_view(digits, static_cast<size_t>(end - digits)));
  }

  std::string_view view() const noexcept { return {text_, size_}; }
  bool empty() const noexcept { return size_ == 0; }

 private:
  size_t size_ = 0;
  char text_[N];
};

}  // namespace otelwrap::common
