// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <otelwrap/propagators/curl_slist_carrier.h>

#include <string>
#include <vector>

namespace otelwrap::propagators {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CurlSlistWriterTest : public ::testing::Test {
 protected:
  ~CurlSlistWriterTest() override { curl_slist_free_all(list_); }

  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const curl_slist* node = list_; node != nullptr; node = node->next) {
      lines.emplace_back(node->data);
    }
    return lines;
  }

  curl_slist* list_ = nullptr;
  CurlSlistWriter writer_{list_};
};

TEST_F(CurlSlistWriterTest, NeverSetsAControlCharacter) {
  writer_.Set("baggage", "a=1\r\nX-Admin: yes");
  writer_.Set("bag\ngage", "a=1");
  writer_.Set("baggage", opentelemetry::nostd::string_view("a\0b", 3));
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(CurlSlistWriterTest, LeavesOutWhatLibcurlWouldReadAsARemoval) {
  writer_.Set("baggage", "");
  writer_.Set("", "a=1");
  writer_.Set("a: b", "c");
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(CurlSlistWriterTest, AppendsInOrder) {
  list_ = curl_slist_append(nullptr, "Accept: text/plain");
  writer_.Set("traceparent", "00-1");
  writer_.Set("baggage", "a=1");
  EXPECT_THAT(Lines(), ElementsAre("Accept: text/plain", "traceparent: 00-1", "baggage: a=1"));
}

TEST_F(CurlSlistWriterTest, ReplacesALineOfTheSameNameInItsPlace) {
  list_ = curl_slist_append(nullptr, "TraceParent: 00-old");
  curl_slist_append(list_, "traceparents: other");
  writer_.Set("traceparent", "00-a-much-longer-value-than-before");
  EXPECT_THAT(Lines(), ElementsAre("traceparent: 00-a-much-longer-value-than-before",
                                   "traceparents: other"));
}

TEST_F(CurlSlistWriterTest, ReadsNothing) {
  list_ = curl_slist_append(nullptr, "traceparent: 00-1");
  EXPECT_TRUE(writer_.Get("traceparent").empty());
}

}  // namespace
}  // namespace otelwrap::propagators
