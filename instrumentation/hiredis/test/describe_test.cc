// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include <map>
#include <string>

namespace otelwrap::hiredis {
namespace {

using common::AttributeSet;
using common::AttributeView;
using common::Use;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::map<std::string, std::string> Entries(const AttributeSet& attributes, Use use) {
  namespace nostd = opentelemetry::nostd;
  std::map<std::string, std::string> entries;
  AttributeView(attributes, use)
      .ForEachKeyValue([&](nostd::string_view key, opentelemetry::common::AttributeValue value) {
        std::string& entry = entries[std::string(key.data(), key.size())];
        if (const auto* text = nostd::get_if<nostd::string_view>(&value)) {
          entry.assign(text->data(), text->size());
        } else {
          entry = std::to_string(nostd::get<int64_t>(value));
        }
        return true;
      });
  return entries;
}

AttributeSet Described(std::string_view command, const Endpoint& endpoint, int database) {
  AttributeSet attributes;
  Describe(Recognize(nullptr, Arguments::OfViews(&command, 1)), endpoint, database, &attributes);
  return attributes;
}

std::string NameOf(std::string_view command) {
  return std::string(SpanNameOf(Recognize(nullptr, Arguments::OfViews(&command, 1))));
}

TEST(DescribeTest, WhatIsNoKnownCommandIsNotShown) {
  const std::string long_name(49, 'a');
  for (const std::string_view command :
       {"", "GET key", "a\nb", "\xff", "hunter2", "NO.SUCH", "CONFIG|GET", long_name.c_str()}) {
    EXPECT_EQ(NameOf(command), "redis");
    const AttributeSet attributes = Described(command, {}, kNoDatabase);
    EXPECT_THAT(Entries(attributes, Use::kSpan),
                ElementsAre(Pair("db.operation.name", "_OTHER"), Pair("db.system.name", "redis")));
    EXPECT_THAT(Entries(attributes, Use::kMetric),
                ElementsAre(Pair("db.operation.name", "_OTHER"), Pair("db.system.name", "redis")));
  }
}

TEST(DescribeTest, TheDefaultPortIsLeftOut) {
  const AttributeSet attributes = Described("GET", {"cache.example", 6379, false}, 3);
  EXPECT_EQ(NameOf("GET"), "GET");
  for (const Use use : {Use::kSpan, Use::kMetric}) {
    EXPECT_THAT(
        Entries(attributes, use),
        ElementsAre(Pair("db.namespace", "3"), Pair("db.operation.name", "GET"),
                    Pair("db.system.name", "redis"), Pair("server.address", "cache.example")));
  }
}

TEST(DescribeTest, AnotherPortIsShown) {
  const AttributeSet attributes = Described("get", {"::1", 7000, false}, kNoDatabase);
  EXPECT_THAT(Entries(attributes, Use::kMetric),
              ElementsAre(Pair("db.operation.name", "GET"), Pair("db.system.name", "redis"),
                          Pair("server.address", "::1"), Pair("server.port", "7000")));
}

TEST(DescribeTest, AUnixSocketsPathIsItsAddress) {
  const AttributeSet attributes = Described("PING", {"/run/redis.sock", 0, true}, kNoDatabase);
  EXPECT_THAT(
      Entries(attributes, Use::kSpan),
      ElementsAre(Pair("db.operation.name", "PING"), Pair("db.system.name", "redis"),
                  Pair("network.transport", "unix"), Pair("server.address", "/run/redis.sock")));
  EXPECT_THAT(Entries(attributes, Use::kMetric),
              ElementsAre(Pair("db.operation.name", "PING"), Pair("db.system.name", "redis"),
                          Pair("server.address", "/run/redis.sock")));
}

TEST(DescribeTest, TheEndpointIsTheContextsOwn) {
  char host[] = "cache.example";
  char path[] = "/run/redis.sock";
  redisContext context{};
  context.connection_type = REDIS_CONN_TCP;
  EXPECT_EQ(EndpointOf(context).address, "");
  context.tcp.host = host;
  context.tcp.port = 7000;
  context.unix_sock.path = path;
  EXPECT_EQ(EndpointOf(context).address, "cache.example");
  EXPECT_EQ(EndpointOf(context).port, 7000);
  context.connection_type = REDIS_CONN_UNIX;
  EXPECT_EQ(EndpointOf(context).address, "/run/redis.sock");
  EXPECT_TRUE(EndpointOf(context).is_unix);
  context.connection_type = REDIS_CONN_USERFD;
  EXPECT_EQ(EndpointOf(context).address, "");
}

// An address in hiredis's hands: shorter than its family says, or of another one, it is none.
TEST(DescribeTest, NoPeerWithoutAnAddressOfTheInternet) {
  sockaddr_storage address{};
  redisContext context{};
  AttributeSet none;
  DescribePeer(context, &none);
  context.saddr = reinterpret_cast<decltype(context.saddr)>(&address);
  for (const sa_family_t family : {AF_INET, AF_INET6}) {
    address.ss_family = family;
    context.addrlen = sizeof(sockaddr_in) - 1;
    DescribePeer(context, &none);
  }
  address.ss_family = AF_UNIX;
  context.addrlen = sizeof address;
  DescribePeer(context, &none);
  EXPECT_THAT(Entries(none, Use::kSpan), IsEmpty());
}

TEST(DescribeTest, ThePeerInEachOfItsBytes) {
  for (const char* text : {"0.0.0.0", "127.0.0.1", "10.20.30.40", "255.255.255.255"}) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(65535);
    ASSERT_EQ(inet_pton(AF_INET, text, &address.sin_addr), 1);
    redisContext context{};
    context.saddr = reinterpret_cast<decltype(context.saddr)>(&address);
    context.addrlen = sizeof address;
    AttributeSet attributes;
    DescribePeer(context, &attributes);
    EXPECT_THAT(Entries(attributes, Use::kSpan), ElementsAre(Pair("network.peer.address", text),
                                                             Pair("network.peer.port", "65535")));
  }
}

TEST(DescribeTest, ThePeerIsTheAddressConnectedTo) {
  redisContext context{};
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(7000);
  address.sin6_addr = in6addr_loopback;
  context.saddr = reinterpret_cast<decltype(context.saddr)>(&address);
  context.addrlen = sizeof address;
  AttributeSet attributes;
  DescribePeer(context, &attributes);
  EXPECT_THAT(Entries(attributes, Use::kSpan),
              ElementsAre(Pair("network.peer.address", "::1"), Pair("network.peer.port", "7000")));
  EXPECT_THAT(Entries(attributes, Use::kMetric), IsEmpty());
}

redisReply Status(std::string& text) {
  redisReply reply{};
  reply.type = REDIS_REPLY_STATUS;
  reply.str = text.data();
  reply.len = text.size();
  return reply;
}

int After(std::vector<std::string_view> command, const redisReply* reply) {
  const Arguments arguments = Arguments::OfViews(command.data(), command.size());
  Database database(5);
  const DatabaseChange change = DatabaseChangeOf(Recognize(nullptr, arguments));
  database.Sent(change);
  database.Answered(change, reply);
  return database.ForNext();
}

TEST(DescribeTest, TheDatabaseIsUnknownAfterASelectThatNobodySawHappen) {
  std::string queued = "QUEUED";
  const redisReply reply = Status(queued);
  EXPECT_EQ(After({"SELECT", "3"}, &reply), kNoDatabase);
  EXPECT_EQ(After({"SELECT", "3"}, nullptr), kNoDatabase);
  EXPECT_EQ(After({"RESET"}, nullptr), kNoDatabase);
}

TEST(DescribeTest, TheDatabaseStaysAfterARefusedSelectAndAnyOtherCommand) {
  redisReply refused{};
  refused.type = REDIS_REPLY_ERROR;
  EXPECT_EQ(After({"SELECT", "99"}, &refused), 5);
  EXPECT_EQ(After({"GET", "3"}, nullptr), 5);
  EXPECT_EQ(After({"SELECTED", "3"}, nullptr), 5);
  EXPECT_EQ(After({"SELECT"}, &refused), 5);
  EXPECT_EQ(After({}, nullptr), 5);
}

// A SELECT that was sent before another one went past us says nothing any more.
TEST(DescribeTest, TheDatabaseIsUnknownAfterSomethingWentPast) {
  std::string ok = "OK";
  const redisReply selected = Status(ok);
  const DatabaseChange change{CommandKind::kSelect, 3};
  Database database(5);
  database.Sent(change);
  EXPECT_EQ(database.ForNext(), kNoDatabase) << "while it is under way";
  EXPECT_EQ(database.Here(), 5);
  database.Lose();
  database.Sent(change);
  database.Answered(change, &selected);
  EXPECT_EQ(database.Here(), kNoDatabase);
  database.Answered(change, &selected);
  EXPECT_EQ(database.ForNext(), 3);
}

TEST(DescribeTest, TheDatabaseFollowsSelectAndReset) {
  std::string ok = "OK";
  const redisReply selected = Status(ok);
  EXPECT_EQ(After({"SELECT", "3"}, &selected), 3);
  EXPECT_EQ(After({"select", "15"}, &selected), 15);
  EXPECT_EQ(After({"SELECT", "x"}, &selected), kNoDatabase);
  std::string reset = "RESET";
  const redisReply was_reset = Status(reset);
  EXPECT_EQ(After({"RESET"}, &was_reset), 0);
}

}  // namespace
}  // namespace otelwrap::hiredis
