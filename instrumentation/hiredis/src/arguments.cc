// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "arguments.h"

#include <charconv>

namespace otelwrap::hiredis {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// Takes `<marker><digits>\r\n` from the front.
bool TakeNumber(char marker, std::string_view* bytes, size_t* number) noexcept {
  if (bytes->empty() || bytes->front() != marker) return false;
  const char* const end = bytes->data() + bytes->size();
  const auto [stop, error] = std::from_chars(bytes->data() + 1, end, *number);
  if (error != std::errc()) return false;
  bytes->remove_prefix(static_cast<size_t>(stop - bytes->data()));
  if (bytes->substr(0, kLineEnd.size()) != kLineEnd) return false;
  bytes->remove_prefix(kLineEnd.size());
  return true;
}

}  // namespace

Arguments Arguments::OfCommand(std::string_view bytes) noexcept {
  Arguments arguments;
  arguments.rest_ = bytes;
  if (!TakeNumber('*', &arguments.rest_, &arguments.total_)) arguments.total_ = 0;
  return arguments;
}

Arguments Arguments::OfArgv(int count, const char* const* texts, const size_t* lengths) noexcept {
  Arguments arguments;
  arguments.total_ = count > 0 && texts != nullptr ? static_cast<size_t>(count) : 0;
  arguments.texts_ = texts;
  arguments.lengths_ = lengths;
  return arguments;
}

Arguments Arguments::OfViews(const std::string_view* views, size_t count) noexcept {
  Arguments arguments;
  arguments.total_ = views != nullptr ? count : 0;
  arguments.views_ = views;
  return arguments;
}

bool Arguments::Next(std::string_view* argument) noexcept {
  if (next_ >= total_) return false;
  if (views_ != nullptr) {
    *argument = views_[next_];
  } else if (texts_ != nullptr) {
    *argument = lengths_ != nullptr ? std::string_view(texts_[next_], lengths_[next_])
                                    : std::string_view(texts_[next_]);
  } else if (!NextOfBytes(argument)) {
    return false;
  }
  ++next_;
  return true;
}

bool Arguments::NextOfBytes(std::string_view* argument) noexcept {
  size_t size = 0;
  if (!TakeNumber('$', &rest_, &size) || size > rest_.size()) {
    total_ = next_;
    return false;
  }
  *argument = rest_.substr(0, size);
  rest_.remove_prefix(size);
  if (rest_.substr(0, kLineEnd.size()) == kLineEnd) rest_.remove_prefix(kLineEnd.size());
  return true;
}

size_t Arguments::Read(std::string_view* arguments, size_t capacity) noexcept {
  size_t count = 0;
  while (count < capacity && Next(&arguments[count])) ++count;
  return count;
}

}  // namespace otelwrap::hiredis
