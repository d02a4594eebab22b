// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "demo/due.h"

#include <sstream>

namespace chain {

using otelwrap::testing::ExpectedSpan;
using Kind = otelwrap::testing::ReceivedSpanKind;

namespace {

// A request with libcurl on a new connection: the name is looked up, then connected to. A host that
// has two addresses may be tried twice.
ExpectedSpan Request(const std::string& service, const std::string& name) {
  return ExpectedSpan(service, name, Kind::kClient)
      .With(ExpectedSpan(service, "DNS lookup localhost", Kind::kInternal))
      .With(ExpectedSpan(service, "socket connect *", Kind::kInternal));
}

ExpectedSpan Select(bool database_makes_spans) {
  ExpectedSpan select("inventory", "SELECT item", Kind::kClient);
  if (database_makes_spans) select.With(ExpectedSpan("mysqld", "stmt", Kind::kServer));
  return select;
}

}  // namespace

ExpectedSpan DueTrace(bool database_makes_spans) {
  const ExpectedSpan price =
      Request("inventory", "GET /prices/{item}")
          .With(ExpectedSpan("gateway", "GET /prices/{item}", Kind::kServer));
  const ExpectedSpan reserve =
      ExpectedSpan("orders", "shop.Inventory/Reserve", Kind::kClient)
          .With(ExpectedSpan("inventory", "shop.Inventory/Reserve", Kind::kServer)
                    .With(ExpectedSpan("inventory", "GET", Kind::kClient))
                    .With(Select(database_makes_spans))
                    .With(ExpectedSpan("inventory", "SET", Kind::kClient))
                    .With(price));
  return ExpectedSpan("gateway", "GET /checkout/{item}", Kind::kServer)
      .With(Request("gateway", "GET /orders/{item}")
                .With(ExpectedSpan("orders", "GET /orders/{item}", Kind::kServer).With(reserve)));
}

ExpectedSpan DueTraceOfUnknownItem(bool database_makes_spans) {
  const ExpectedSpan reserve =
      ExpectedSpan("orders", "shop.Inventory/Reserve", Kind::kClient)
          .Error("NOT_FOUND")
          .With(ExpectedSpan("inventory", "shop.Inventory/Reserve", Kind::kServer)
                    .With(ExpectedSpan("inventory", "GET", Kind::kClient))
                    .With(Select(database_makes_spans)));
  return ExpectedSpan("gateway", "GET /checkout/{item}", Kind::kServer)
      .With(Request("gateway", "GET /orders/{item}")
                .Error("404")
                .With(ExpectedSpan("orders", "GET /orders/{item}", Kind::kServer).With(reserve)));
}

size_t Count(const ExpectedSpan& due) {
  size_t count = 1;
  for (const ExpectedSpan& child : due.children) count += Count(child);
  return count;
}

std::vector<std::string> CheckLogs(const std::string& service, const std::string& log,
                                   const std::string& trace_id) {
  const std::string fault = "a log line of " + service + " lacks the trace's id: ";
  std::vector<std::string> faults;
  size_t lines = 0;
  std::istringstream stream(log);
  for (std::string line; std::getline(stream, line);) {
    if (line.find("[" + service + "]") == std::string::npos) continue;
    ++lines;
    if (line.find("trace_id=" + trace_id) == std::string::npos) {
      faults.push_back(fault + line);
    }
  }
  if (lines == 0) faults.push_back(service + " has logged nothing");
  return faults;
}

}  // namespace chain
