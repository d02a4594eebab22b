// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The chain of examples/chain with real servers, its trace taken by our own OTLP receiver.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "demo/backend.h"
#include "demo/chain.h"
#include "demo/due.h"

namespace chain {
namespace {

using ::testing::IsEmpty;

TEST(Chain, TracesAnUnknownItemAndThenAKnownOneAsDue) {
  for (const std::string& missing :
       {otelwrap::testing::RedisServer::Missing(), otelwrap::testing::MysqlServer::Missing()}) {
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
  const auto backend = OwnReceiver();
  const Chain services({std::filesystem::read_symlink("/proc/self/exe").parent_path().string(),
                        backend->OtlpEndpoint(), [](const std::string&) {}});

  const Reply unknown = Ask(services.Url(), "/checkout/99");
  EXPECT_EQ(unknown.status, 404);
  const auto due_unknown = DueTraceOfUnknownItem(services.DatabaseMakesSpans());
  EXPECT_THAT(
      otelwrap::testing::CheckTrace(backend->Collect(unknown.trace_id, Count(due_unknown)).spans,
                                    unknown.trace_id, due_unknown),
      IsEmpty());

  const Reply known = Ask(services.Url(), "/checkout/1");
  EXPECT_EQ(known.status, 200);
  EXPECT_EQ(known.body, "ordered: book at 9.99");
  EXPECT_NE(known.trace_id, unknown.trace_id);
  // The gRPC channel is open by now, and every HTTP request opens a connection of its own.
  const auto due = DueTrace(services.DatabaseMakesSpans());
  EXPECT_THAT(otelwrap::testing::CheckTrace(backend->Collect(known.trace_id, Count(due)).spans,
                                            known.trace_id, due),
              IsEmpty());
}

}  // namespace
}  // namespace chain
