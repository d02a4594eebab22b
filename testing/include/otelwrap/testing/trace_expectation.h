// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A trace that is due, written down as a tree, and the check of a received one against it: an empty
// list when it is exactly that, else one sentence for each thing missing, extra or wrong. Pure.
//
//   const ExpectedSpan due =
//       ExpectedSpan("gateway", "GET /checkout", Kind::kServer)
//           .With(ExpectedSpan("gateway", "POST", Kind::kClient)
//                     .With(ExpectedSpan("gateway", "dns", Kind::kInternal).Optional())
//                     .With(ExpectedSpan("orders", "POST /orders", Kind::kServer).Error("500")));
//   for (const std::string& fault : CheckTrace(receiver->Traces(), trace_id, due)) Print(fault);
//
// Children are compared as a set: their order in time is not looked at, and each expected one takes
// the received one that suits it best.
//
// Threads: plain values and pure functions. Ownership: all by value. Errors: none.

#pragma once

#include <otelwrap/testing/received.h>
#include <otelwrap/testing/trace_tree.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

struct OTELWRAP_API ExpectedSpan {
  // A name that ends in '*' stands for every name that begins so.
  ExpectedSpan(std::string service, std::string name, ReceivedSpanKind kind);

  ExpectedSpan& With(ExpectedSpan child);

  // The span has status error with this error.type (or status message); "*": any. Without this call
  // it must not have failed.
  ExpectedSpan& Error(std::string error);

  // It may be missing, with all below it.
  ExpectedSpan& Optional();

  // It may have children that are not listed.
  ExpectedSpan& WithAnyOthers();

  std::string service;
  std::string name;
  ReceivedSpanKind kind;
  std::string error;
  bool optional = false;
  bool any_others = false;
  std::vector<ExpectedSpan> children;
};

// Compares the trace of that id, which must have `due` as its only root. The other spans serve to
// say when a missing one turned up in another trace.
OTELWRAP_API std::vector<std::string> CheckTrace(const std::vector<ReceivedSpan>& spans,
                                                 const std::string& trace_id,
                                                 const ExpectedSpan& due);

}  // namespace otelwrap::testing
