// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a duration is told by, where it lies: what the operation started with, what came meanwhile,
// and how it ended. The first and the last have entries of the span's too, which are left out.
//
// Threads: one at a time. Ownership: a view of all three. Errors: none.

#pragma once

#include <opentelemetry/common/key_value_iterable.h>
#include <otelwrap/common/attributes.h>

#include <cstddef>

namespace otelwrap::common {

class MetricView final : public opentelemetry::common::KeyValueIterable {
 public:
  using See = opentelemetry::nostd::function_ref<bool(opentelemetry::nostd::string_view,
                                                      opentelemetry::common::AttributeValue)>;

  // `first` and `last` null: nothing.
  MetricView(const AttributeSet* first, const AttributeSet& meanwhile,
             const AttributeSet* last) noexcept
      : first_(first), meanwhile_(meanwhile), last_(last) {}

  [[gnu::hot]] bool ForEachKeyValue(See see) const noexcept override {
    // The uses of those in the middle are mixed: hooks mark theirs as they like.
    return Show(first_, Use::kMetric, see) && Show(&meanwhile_, Use::kBoth, see) &&
           Show(last_, Use::kMetric, see);
  }

  size_t size() const noexcept override {
    size_t count = 0;
    ForEachKeyValue(
        [&count](opentelemetry::nostd::string_view, const opentelemetry::common::AttributeValue&) {
          ++count;
          return true;
        });
    return count;
  }

 private:
  // One piece of code for all three.
  [[gnu::hot, gnu::noinline]] static bool Show(const AttributeSet* set, Use use, See see) noexcept {
    return set == nullptr || set->ForEach(use, see);
  }

  const AttributeSet* const first_;
  const AttributeSet& meanwhile_;
  const AttributeSet* const last_;
};

}  // namespace otelwrap::common
