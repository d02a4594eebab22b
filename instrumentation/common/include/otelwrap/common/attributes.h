// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The attributes of one operation, inline and without allocation: what describe() fills and what an
// Operation keeps until it ends.
//
//   AttributeSet attributes;
//   attributes.AddLiteral(Use::kBoth, semconv::kHttpRequestMethod, "GET");
//   attributes.AddBorrowed(semconv::kUrlFull, url);   // span only, gone after Start()
//
// Threads: not safe for concurrent use. Ownership: keys and literals live for ever; a shared view
// lives as long as the Operation's Target; a borrowed one only until the call that takes it
// returns; a copied text lives in the set's own buffer, at an offset, so that the set may be
// moved.
// Errors: nothing is thrown. What does not fit (more than kMaxEntries) is left out; a text that
// does not fit into the buffer is cut at a whole character.

#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/common/key_value_iterable.h>
#include <otelwrap/config.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>

namespace otelwrap::common {

// Where an attribute goes. url.full and query texts are never metric attributes.
enum class Use : uint8_t { kSpan = 1, kMetric = 2, kBoth = 3 };

constexpr bool Goes(Use use, Use to) noexcept {
  return (static_cast<uint8_t>(use) & static_cast<uint8_t>(to)) != 0;
}

class OTELWRAP_API AttributeSet {
 public:
  static constexpr size_t kMaxEntries = 20;
  static constexpr size_t kTextCapacity = 320;

  AttributeSet() noexcept {}  // NOLINT(modernize-use-equals-default): {} would zero its buffers
  AttributeSet(const AttributeSet& other) noexcept { *this = other; }
  AttributeSet& operator=(const AttributeSet& other) noexcept;
  ~AttributeSet() = default;

  void AddInt(Use use, std::string_view key, int64_t value) noexcept {
    Append(use, key, Kind::kValue, value);
  }
  void AddBool(Use use, std::string_view key, bool value) noexcept {
    Append(use, key, Kind::kValue, value);
  }
  void AddDouble(Use use, std::string_view key, double value) noexcept {
    Append(use, key, Kind::kValue, value);
  }
  // REQUIRES: literal has static storage.
  void AddLiteral(Use use, std::string_view key, std::string_view literal) noexcept {
    Append(use, key, Kind::kValue, View(literal));
  }
  // REQUIRES: the text belongs to the Target that the Operation is started with.
  void AddShared(Use use, std::string_view key, std::string_view text) noexcept {
    Append(use, key, Kind::kValue, View(text));
  }
  // Copied into the set's buffer.
  void AddText(Use use, std::string_view key, std::string_view text) noexcept;
  // REQUIRES: the text lives until Operation::Start, Operation::Add or Operation::End returns.
  void AddBorrowed(std::string_view key, std::string_view text) noexcept {
    Append(Use::kSpan, key, Kind::kBorrowed, View(text));
  }

  // Adds those entries of `other` that go to `use`, borrowed ones left out.
  void AddAll(const AttributeSet& other, Use use) noexcept;

  size_t size() const noexcept { return size_; }

  // Calls see(key, value) for each entry that goes to `use`, until it says false; whether it did
  // not. The values are the set's own: nothing is copied.
  template <class See>
  bool ForEach(Use use, See&& see) const noexcept {
    const Entry* const end = entries_ + size_;
    for (const Entry* entry = entries_; entry != end; ++entry) {
      if (!Goes(entry->use, use)) continue;
      const opentelemetry::nostd::string_view key(entry->key, entry->key_size);
      if (!(entry->kind == Kind::kCopied ? see(key, Value(TextOf(*entry)))
                                         : see(key, entry->value))) {
        return false;
      }
    }
    return true;
  }

 private:
  friend class AttributeView;

  // A copied text is kept by its place; all else as the value that the API wants to see, made once.
  enum class Kind : uint8_t { kValue, kBorrowed, kCopied };
  using Value = opentelemetry::common::AttributeValue;
  static_assert(std::is_trivially_copyable<Value>::value &&
                    std::is_trivially_destructible<Value>::value,
                "entries are copied as bytes");
  struct Copied {
    uint32_t offset;
    uint32_t size;
  };
  struct Entry {
    Entry() noexcept {}  // NOLINT(modernize-use-equals-default): twenty of them cost nothing
    const char* key;
    uint32_t key_size;
    Kind kind;
    Use use;
    union {
      Value value;
      Copied copied;
    };
  };

  static opentelemetry::nostd::string_view View(std::string_view text) noexcept {
    return {text.data(), text.size()};
  }

  opentelemetry::nostd::string_view TextOf(const Entry& entry) const noexcept {
    return {text_ + entry.copied.offset, entry.copied.size};
  }

  Entry* Append(Use use, std::string_view key, Kind kind) noexcept {
    if (size_ == kMaxEntries) return nullptr;
    Entry& entry = entries_[size_++];
    entry.key = key.data();
    entry.key_size = static_cast<uint32_t>(key.size());
    entry.kind = kind;
    entry.use = use;
    return &entry;
  }

  template <class T>
  void Append(Use use, std::string_view key, Kind kind, T value) noexcept {
    if (Entry* entry = Append(use, key, kind)) new (&entry->value) Value(value);
  }

  uint16_t size_ = 0;
  uint16_t text_size_ = 0;
  Entry entries_[kMaxEntries];
  char text_[kTextCapacity];
};

// The entries that go to one use, as the OpenTelemetry API wants to see them. A view: it must not
// outlive its set.
class OTELWRAP_API AttributeView final : public opentelemetry::common::KeyValueIterable {
 public:
  AttributeView(const AttributeSet& set, Use use) noexcept : set_(set), use_(use) {}

  bool ForEachKeyValue(
      opentelemetry::nostd::function_ref<bool(opentelemetry::nostd::string_view,
                                              opentelemetry::common::AttributeValue)>
          callback) const noexcept override;
  size_t size() const noexcept override;

 private:
  const AttributeSet& set_;
  Use use_;
};

}  // namespace otelwrap::common
