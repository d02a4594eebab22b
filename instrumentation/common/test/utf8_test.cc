// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/options.h>
#include <otelwrap/common/target.h>
#include <otelwrap/common/utf8.h>

#include <string>

namespace otelwrap::common {
namespace {

std::string Repaired(std::string text) {
  RepairUtf8(text.data(), text.size());
  return text;
}

TEST(Utf8, WhatIsNoneBecomesQuestionMarks) {
  EXPECT_EQ(Repaired("a\xff\xfe"), "a??");
  EXPECT_EQ(Repaired("\xe9t\xe9"), "?t?");               // latin1
  EXPECT_EQ(Repaired("\xc3"), "?");                      // cut
  EXPECT_EQ(Repaired("\xe2\x82z"), "??z");               // cut
  EXPECT_EQ(Repaired("\xc0\xaf\xe0\x80\xaf"), "?????");  // too long
  EXPECT_EQ(Repaired("\xed\xa0\x80"), "???");            // a surrogate
  EXPECT_EQ(Repaired("\xf4\x90\x80\x80\xf5"), "?????");  // beyond the last one
  EXPECT_EQ(Repaired("\xc3\xa9\xff\xe2\x82\xac"), "\xc3\xa9?\xe2\x82\xac");
}

TEST(Utf8, AByteThatIsNoneIsFoundWhereverItStands) {
  for (size_t size = 1; size <= 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\xff';
      std::string expected(size, 'a');
      expected[at] = '?';
      EXPECT_EQ(Repaired(text), expected);
      EXPECT_EQ(Utf8Prefix(text), at);
    }
  }
}

TEST(Utf8, WhatIsSomeStays) {
  for (const char* text :
       {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbb\xbf"}) {
    EXPECT_EQ(Repaired(text), text);
    EXPECT_EQ(Utf8Prefix(text), std::string(text).size());
  }
  EXPECT_EQ(Utf8Prefix("ab\xc3\xa9\xff!"), 4U);
}

TEST(Utf8, TheAddressOfATargetIsSome) {
  const auto target = Target::Make({},
                                   "b\xfc"
                                   "cher.example",
                                   80);
  EXPECT_EQ(target->address(), "b?cher.example");
}

TEST(Utf8, ACopiedAttributeIsSome) {
  AttributeSet attributes;
  attributes.AddText(Use::kBoth, "db.namespace", "caf\xe9");
  std::string seen;
  attributes.ForEach(Use::kSpan, [&](auto, const opentelemetry::common::AttributeValue& value) {
    const auto text = opentelemetry::nostd::get<opentelemetry::nostd::string_view>(value);
    seen.assign(text.data(), text.size());
    return true;
  });
  EXPECT_EQ(seen, "caf?");
}

}  // namespace
}  // namespace otelwrap::common
