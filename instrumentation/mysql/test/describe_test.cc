// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <gmock/gmock.h>

#include <map>
#include <string>

namespace otelwrap::mysql {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// Every entry as text, in the order of its key.
std::map<std::string, std::string> Shown(const common::AttributeSet& attributes, common::Use use) {
  namespace nostd = opentelemetry::nostd;
  std::map<std::string, std::string> shown;
  common::AttributeView(attributes, use)
      .ForEachKeyValue([&](nostd::string_view key, opentelemetry::common::AttributeValue value) {
        std::string text;
        if (nostd::holds_alternative<int64_t>(value)) {
          text = std::to_string(nostd::get<int64_t>(value));
        } else {
          text = std::string(nostd::get<nostd::string_view>(value));
        }
        shown[std::string(key)] = text;
        return true;
      });
  return shown;
}

TEST(Describe, SaysOnlyTheSystemWhereNothingElseIsKnown) {
  Peer peer;
  peer.system = "mysql";
  common::AttributeSet attributes;
  Describe(peer, {}, attributes);
  EXPECT_THAT(Shown(attributes, common::Use::kSpan), ElementsAre(Pair("db.system.name", "mysql")));
  EXPECT_EQ(NameOf(peer, {}), "mysql");
}

TEST(Describe, LeavesTheUsualPortOut) {
  const Instrumentation instrumentation;
  const Peer peer = MakePeer(instrumentation, "mysql", "db.internal", 3306, "");
  common::AttributeSet attributes;
  Describe(peer, {}, attributes);
  EXPECT_THAT(Shown(attributes, common::Use::kSpan),
              ElementsAre(Pair("db.system.name", "mysql"), Pair("server.address", "db.internal")));
}

TEST(Describe, NamesAnotherPort) {
  const Instrumentation instrumentation;
  const Peer peer = MakePeer(instrumentation, "mariadb", "::1", 3307, "");
  common::AttributeSet attributes;
  Describe(peer, {"", "SELECT item", "shop"}, attributes);
  const auto expected =
      ElementsAre(Pair("db.namespace", "shop"), Pair("db.query.summary", "SELECT item"),
                  Pair("db.system.name", "mariadb"), Pair("server.address", "::1"),
                  Pair("server.port", "3307"));
  EXPECT_THAT(Shown(attributes, common::Use::kSpan), expected);
  EXPECT_THAT(Shown(attributes, common::Use::kMetric), expected);
  EXPECT_EQ(NameOf(peer, {"", "SELECT item", "shop"}), "SELECT item");
}

TEST(Describe, NamesTheSocketAndNoPort) {
  const Instrumentation instrumentation;
  const Peer peer = MakePeer(instrumentation, "mysql", "localhost", 3307, "/run/mysql.sock");
  common::AttributeSet attributes;
  Describe(peer, {"connect", "", ""}, attributes);
  EXPECT_THAT(
      Shown(attributes, common::Use::kSpan),
      ElementsAre(Pair("db.operation.name", "connect"), Pair("db.system.name", "mysql"),
                  Pair("network.transport", "unix"), Pair("server.address", "/run/mysql.sock")));
  EXPECT_THAT(Shown(attributes, common::Use::kMetric),
              ::testing::Not(::testing::Contains(Pair("network.transport", "unix"))));
  EXPECT_EQ(NameOf(peer, {"connect", "", ""}), "connect");
}

TEST(Describe, KeepsRoomForTheErrorInTheMetric) {
  const std::string summary(kMaxSummaryBytes, 's');
  const std::string schema(64, 'n');
  Peer peer;
  peer.system = "mysql";
  common::AttributeSet attributes;
  Describe(peer, {"", summary, schema}, attributes);
  EXPECT_THAT(Shown(attributes, common::Use::kMetric),
              ElementsAre(Pair("db.namespace", schema), Pair("db.system.name", "mysql")));
}

TEST(System, IsReadFromTheServersVersion) {
  EXPECT_EQ(SystemOf("11.8.6-MariaDB-0+deb13u1"), "mariadb");
  EXPECT_EQ(SystemOf("5.5.5-10.6.12-MariaDB"), "mariadb");
  EXPECT_EQ(SystemOf("9.7.4"), "mysql");
  EXPECT_EQ(SystemOf("8.0.36-28 Percona"), "mysql");
}

TEST(Make, RefusesWhatCannotBe) {
  Options options;
  options.redaction.max_text_bytes = 1;
  const auto made = Make(options);
  EXPECT_FALSE(made);
  EXPECT_THAT(made.error, ::testing::HasSubstr("max_text_bytes"));
  EXPECT_TRUE(Make({}));
}

}  // namespace
}  // namespace otelwrap::mysql
