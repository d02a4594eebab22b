// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The chain's telemetry sent to a real Jaeger by OTLP, and asked back through Jaeger's own query
// API.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "demo/backend.h"
#include "demo/chain.h"
#include "demo/due.h"
#include "jaeger_server.h"

namespace chain {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::vector<std::string> Services(const std::string& query) {
  return json::parse(Ask(query, "/api/services").body).at("data").get<std::vector<std::string>>();
}

// Value of a tag of one of Jaeger's spans; null where it has none.
json Tag(const json& span, const std::string& key) {
  for (const json& tag : span.at("tags")) {
    if (tag.at("key") == key) return tag.at("value");
  }
  return nullptr;
}

TEST(Jaeger, HasTheChainsServicesSpansParentsAndErrors) {
  for (const std::string& missing :
       {otelwrap::testing::RedisServer::Missing(), otelwrap::testing::MysqlServer::Missing(),
        otelwrap::integration::JaegerServer::Missing()}) {
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
  const otelwrap::integration::JaegerServer jaeger;
  const auto backend = RealJaeger(jaeger.otlp(), jaeger.query());
  const Chain services({std::filesystem::read_symlink("/proc/self/exe").parent_path().string(),
                        backend->OtlpEndpoint(), [](const std::string&) {}});

  const Reply unknown = Ask(services.Url(), "/checkout/99");
  const auto due_unknown = DueTraceOfUnknownItem(services.DatabaseMakesSpans());
  const Collected failed = backend->Collect(unknown.trace_id, Count(due_unknown));
  EXPECT_THAT(otelwrap::testing::CheckTrace(failed.spans, unknown.trace_id, due_unknown),
              IsEmpty());

  const Reply known = Ask(services.Url(), "/checkout/1");
  const auto due = DueTrace(services.DatabaseMakesSpans());
  const Collected collected = backend->Collect(known.trace_id, Count(due));
  EXPECT_THAT(otelwrap::testing::CheckTrace(collected.spans, known.trace_id, due), IsEmpty());

  EXPECT_THAT(Services(jaeger.query()), IsSupersetOf({"gateway", "orders", "inventory"}));

  // The classic API, as Jaeger's page reads it: the errors carry its own mark.
  const json trace = json::parse(Ask(jaeger.query(), "/api/traces/" + unknown.trace_id).body);
  size_t errors = 0;
  for (const json& span : trace.at("data").at(0).at("spans")) {
    if (Tag(span, "error") != true) continue;
    ++errors;
    const std::string name = span.at("operationName");
    EXPECT_EQ(Tag(span, "error.type"), name == "GET /orders/{item}" ? "404" : "NOT_FOUND") << name;
  }
  EXPECT_EQ(errors, 2U);
}

}  // namespace
}  // namespace chain
