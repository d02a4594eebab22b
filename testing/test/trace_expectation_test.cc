// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <otelwrap/testing/trace_expectation.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "sample_trace.h"

namespace otelwrap::testing {
namespace {

using ::testing::IsEmpty;
using Kind = ReceivedSpanKind;

ExpectedSpan Reserve() {
  return ExpectedSpan("orders", "inventory.Stock/Reserve", Kind::kClient)
      .With(ExpectedSpan("inventory", "GET", Kind::kClient))
      .With(ExpectedSpan("inventory", "SELECT *", Kind::kClient).Error("1146"));
}

ExpectedSpan SampleExpectation() {
  return ExpectedSpan("gateway", "GET /checkout", Kind::kServer)
      .With(ExpectedSpan("gateway", "POST", Kind::kClient)
                .With(ExpectedSpan("gateway", "dns", Kind::kInternal).Optional())
                .With(ExpectedSpan("gateway", "connect", Kind::kInternal).Optional())
                .With(ExpectedSpan("gateway", "tls", Kind::kInternal).Optional())
                .With(ExpectedSpan("orders", "POST /orders", Kind::kServer).With(Reserve())));
}

ReceivedSpan& Find(std::vector<ReceivedSpan>* spans, const std::string& id) {
  for (ReceivedSpan& span : *spans) {
    if (span.span_id == id) return span;
  }
  ADD_FAILURE() << "no span " << id;
  return spans->front();
}

struct Case {
  const char* name;
  std::function<void(std::vector<ReceivedSpan>*)> change;
  std::vector<std::string> faults;
};

std::ostream& operator<<(std::ostream& out, const Case& test) { return out << test.name; }

class TraceExpectation : public ::testing::TestWithParam<Case> {};

TEST_P(TraceExpectation, SaysWhatIsWrong) {
  std::vector<ReceivedSpan> spans = SampleTrace();
  GetParam().change(&spans);
  EXPECT_EQ(CheckTrace(spans, kSampleTraceId, SampleExpectation()), GetParam().faults);
}

const Case kCases[] = {
    {"AllMissing",
     [](auto* spans) { spans->clear(); },
     {"gateway \"GET /checkout\" (server) is missing"}},
    {"LeafMissing",
     [](auto* spans) { spans->erase(spans->begin() + 1); },
     {"inventory \"GET\" (client) is missing; its parent would be orders "
      "\"inventory.Stock/Reserve\" (client)"}},
    {"WrongParent",
     [](auto* spans) { Find(spans, "e").parent_span_id = "c"; },
     {"inventory \"GET\" (client) has the parent orders \"POST /orders\" (server); its parent "
      "should be orders \"inventory.Stock/Reserve\" (client)"}},
    {"ParentNotReceived",
     [](auto* spans) { Find(spans, "c").parent_span_id = "lost"; },
     {"orders \"POST /orders\" (server) has a parent that was not received; its parent should be "
      "gateway \"POST\" (client)"}},
    {"SecondRoot",
     [](auto* spans) { Find(spans, "b").parent_span_id = ""; },
     {"gateway \"POST\" (client) has no parent; its parent should be gateway \"GET /checkout\" "
      "(server)"}},
    {"WrongKind",
     [](auto* spans) { Find(spans, "c").kind = Kind::kClient; },
     {"orders \"POST /orders\" (client) should be of kind server"}},
    {"OtherTrace",
     [](auto* spans) {
       for (const char* id : {"d", "e", "f"}) Find(spans, id).trace_id = "0123";
     },
     {"orders \"inventory.Stock/Reserve\" (client) is missing here, but there is one in the trace "
      "0123; its parent would be orders \"POST /orders\" (server)"}},
    {"NoError",
     [](auto* spans) { Find(spans, "f").status = ReceivedStatus::kUnset; },
     {"inventory \"SELECT stock\" (client) did not fail; the error 1146 was due"}},
    {"OtherError",
     [](auto* spans) { Find(spans, "f").attributes["error.type"] = "timeout"; },
     {"inventory \"SELECT stock\" (client) failed with timeout; the error 1146 was due"}},
    {"UnexpectedError",
     [](auto* spans) { Find(spans, "a").status = ReceivedStatus::kError; },
     {"gateway \"GET /checkout\" (server) failed with error"}},
    {"ExtraSpanIsNamedOnceForAllBelowIt",
     [](auto* spans) {
       spans->push_back(SampleSpan("x", "c", "orders", "extra\n", Kind::kInternal, 1, 2));
       spans->push_back(SampleSpan("y", "x", "orders", "below", Kind::kInternal, 1, 2));
     },
     {"orders \"extra\\n\" (internal) was not expected; it has the parent orders \"POST /orders\" "
      "(server)"}},
    {"SpanTwice",
     [](auto* spans) {
       spans->push_back(SampleSpan("x", "d", "inventory", "GET", Kind::kClient, 1, 2));
     },
     {"inventory \"GET\" (client) was not expected; it has the parent orders "
      "\"inventory.Stock/Reserve\" (client)"}},
    {"OptionalMissing", [](auto* spans) { spans->pop_back(); }, {}},
    {"AsItIsDue", [](auto*) {}, {}},
};

INSTANTIATE_TEST_SUITE_P(All, TraceExpectation, ::testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CheckTrace, TwinsAreToldApartByWhatIsBelowThem) {
  const ExpectedSpan due =
      ExpectedSpan("a", "root", Kind::kServer)
          .With(
              ExpectedSpan("a", "GET", Kind::kClient).With(ExpectedSpan("b", "one", Kind::kServer)))
          .With(
              ExpectedSpan("a", "GET", Kind::kClient).With(ExpectedSpan("c", "two", Kind::kServer)))
          .With(ExpectedSpan("a", "GET", Kind::kClient).Error("*"));
  std::vector<ReceivedSpan> spans = {SampleSpan("0", "", "a", "root", Kind::kServer, 0, 9),
                                     SampleSpan("1", "0", "a", "GET", Kind::kClient, 1, 2),
                                     SampleSpan("2", "0", "a", "GET", Kind::kClient, 2, 3),
                                     SampleSpan("3", "0", "a", "GET", Kind::kClient, 3, 4),
                                     SampleSpan("22", "2", "c", "two", Kind::kServer, 2, 3),
                                     SampleSpan("33", "3", "b", "one", Kind::kServer, 3, 4)};
  spans[1].status = ReceivedStatus::kError;
  EXPECT_THAT(CheckTrace(spans, kSampleTraceId, due), IsEmpty());
}

TEST(CheckTrace, OthersMayBeAllowed) {
  const ExpectedSpan due = ExpectedSpan("gateway", "GET *", Kind::kServer).WithAnyOthers();
  EXPECT_THAT(CheckTrace(SampleTrace(), kSampleTraceId, due), IsEmpty());
}

}  // namespace
}  // namespace otelwrap::testing
