// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <otelwrap/propagators/http_fields_carrier.h>
#include <boost/beast/http/fields.hpp>

#include <iterator>
#include <string>

namespace otelwrap::propagators {
namespace {

using Fields = ::boost::beast::http::fields;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string Read(const Fields& fields, const char* name) {
  const HttpFieldsReader<Fields> reader(fields);
  const auto value = reader.Get(name);
  return {value.data(), value.size()};
}

TEST(HttpFieldsReader, RefusesTwoTraceparentLines) {
  Fields fields;
  fields.insert("traceparent", kTraceparent);
  fields.insert("TraceParent", kTraceparent);
  EXPECT_EQ(Read(fields, "traceparent"), "");
}

TEST(HttpFieldsReader, RefusesWhatIsTooLong) {
  const std::string most(kMaxInboundBytes, 'a');
  Fields fields;
  fields.set("baggage", most);
  EXPECT_EQ(Read(fields, "baggage"), most);
  fields.set("baggage", most + "a");
  EXPECT_EQ(Read(fields, "baggage"), "");
}

TEST(HttpFieldsReader, HasNothingForANameThatIsNotThere) {
  EXPECT_EQ(Read(Fields(), "traceparent"), "");
}

TEST(HttpFieldsReader, ReadsNamesInAnyCase) {
  Fields fields;
  fields.insert("TRACEPARENT", kTraceparent);
  EXPECT_EQ(Read(fields, "traceparent"), kTraceparent);
}

TEST(HttpFieldsReader, JoinsLinesOfBaggageInOrder) {
  Fields fields;
  fields.insert("baggage", "a=1");
  fields.insert("Accept", "*/*");
  fields.insert("Baggage", "b=2");
  EXPECT_EQ(Read(fields, "baggage"), "a=1,b=2");
}

TEST(HttpFieldsWriter, ReplacesEveryLineOfTheName) {
  Fields fields;
  fields.insert("Traceparent", "stale");
  fields.insert("traceparent", "staler");
  HttpFieldsWriter<Fields> writer(fields);
  writer.Set("traceparent", kTraceparent);
  EXPECT_EQ(std::distance(fields.begin(), fields.end()), 1);
  EXPECT_EQ(fields["traceparent"], kTraceparent);
}

TEST(HttpFieldsWriter, LeavesOutWhatBeastRefuses) {
  Fields fields;
  HttpFieldsWriter<Fields> writer(fields);
  writer.Set(std::string(70000, 'a'), "value");  // longer than a name may be
  EXPECT_EQ(fields.begin(), fields.end());
}

}  // namespace
}  // namespace otelwrap::propagators
