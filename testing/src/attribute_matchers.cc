// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/attribute_matchers.h>

#include <algorithm>

namespace otelwrap::testing {
namespace {

using ::testing::Matcher;
using ::testing::MatcherInterface;
using ::testing::MatchResultListener;

enum class Others { kForbidden, kAllowed };

class ExpectedAttributesMatcher final : public MatcherInterface<const Attributes&> {
 public:
  ExpectedAttributesMatcher(std::vector<ExpectedAttribute> expected, Others others)
      : expected_(std::move(expected)), others_(others) {}

  bool MatchAndExplain(const Attributes& attributes, MatchResultListener* listener) const override {
    bool matches = true;
    for (const ExpectedAttribute& expected : expected_) {
      matches = Holds(expected, attributes, listener) && matches;
    }
    if (others_ == Others::kAllowed) return matches;
    for (const auto& [key, value] : attributes) {
      if (IsExpected(key)) continue;
      *listener << "\n    unexpected: " << key << " = " << value;
      matches = false;
    }
    return matches;
  }

  void DescribeTo(std::ostream* out) const override { Describe(out, "has"); }
  void DescribeNegationTo(std::ostream* out) const override { Describe(out, "hasn't"); }

 private:
  static bool Holds(const ExpectedAttribute& expected, const Attributes& attributes,
                    MatchResultListener* listener) {
    const auto found = attributes.find(expected.key);
    if (found == attributes.end()) {
      *listener << "\n    missing: " << expected.key;
      return false;
    }
    if (expected.value.Matches(found->second)) return true;
    *listener << "\n    differs: " << expected.key << " = " << found->second;
    return false;
  }

  bool IsExpected(const std::string& key) const {
    return std::any_of(expected_.begin(), expected_.end(),
                       [&key](const ExpectedAttribute& expected) { return expected.key == key; });
  }

  void Describe(std::ostream* out, const char* verb) const {
    *out << verb << (others_ == Others::kAllowed ? " at least" : " exactly") << " the attributes {";
    const char* separator = "";
    for (const ExpectedAttribute& expected : expected_) {
      *out << separator << expected.key << " ";
      expected.value.DescribeTo(out);
      separator = "; ";
    }
    *out << "}";
  }

  std::vector<ExpectedAttribute> expected_;
  Others others_;
};

AttributesPolymorphicMatcher Make(std::vector<ExpectedAttribute> expected, Others others) {
  return ::testing::MakePolymorphicMatcher(AttributesMatcher(
      Matcher<const Attributes&>(new ExpectedAttributesMatcher(std::move(expected), others))));
}

template <typename Alternative, typename Inner>
Matcher<const AttributeValue&> OfType(Inner inner) {
  return ::testing::Property("variant", &AttributeValue::variant,
                             ::testing::VariantWith<Alternative>(std::move(inner)));
}

}  // namespace

AttributesPolymorphicMatcher AttributesAre(std::vector<ExpectedAttribute> expected) {
  return Make(std::move(expected), Others::kForbidden);
}

AttributesPolymorphicMatcher AttributesInclude(std::vector<ExpectedAttribute> expected) {
  return Make(std::move(expected), Others::kAllowed);
}

Matcher<const AttributeValue&> Text(Matcher<const std::string&> text) {
  return OfType<std::string>(std::move(text));
}

Matcher<const AttributeValue&> Number(Matcher<const int64_t&> number) {
  return OfType<int64_t>(std::move(number));
}

Matcher<const AttributeValue&> Floating(Matcher<const double&> number) {
  return OfType<double>(std::move(number));
}

}  // namespace otelwrap::testing
