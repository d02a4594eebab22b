// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What goes wrong between a client that does not block and a real server, at each step: the calls
// give what the library's own give, and there is one span with that error.

#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/tcp_gate.h>

#include <array>
#include <functional>
#include <utility>

#include "async_driver.h"
#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::Lt;

enum class Fault { kCut, kReset, kStall };

constexpr Fault kFaults[] = {Fault::kCut, Fault::kReset, Fault::kStall};
constexpr std::string_view kLong = "SELECT REPEAT('secret', 20000), name FROM item";

// All that the library tells of an attempt.
struct Ending {
  Driven driven;
  unsigned int number = 0;
  std::string state;
};

class AsyncFaultTest : public Shop {
 protected:
  static MYSQL* Init() {
    MYSQL* handle = mysql_init(nullptr);
#ifdef MARIADB_PACKAGE_VERSION_ID
    mysql_options(handle, MYSQL_OPT_NONBLOCK, nullptr);
#endif
    return handle;
  }

  static MYSQL* OpenThrough(const TcpGate& gate) {
    MYSQL* handle = Init();
    EXPECT_NE(mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", gate.port(), nullptr, 0),
              nullptr)
        << mysql_error(handle);
    return handle;
  }

  // Of the connections that there are; a stall only holds back what the server says.
  static void Inflict(TcpGate& gate, Fault fault) {
    if (fault == Fault::kCut) gate.Cut();
    if (fault == Fault::kReset) gate.Reset();
    if (fault == Fault::kStall) gate.Hold(TcpGate::kToClient);
  }

  static void InflictAfter(TcpGate& gate, Fault fault, uint64_t bytes) {
    if (fault == Fault::kCut) gate.CutAfter(TcpGate::kToClient, bytes);
    if (fault == Fault::kReset) gate.ResetAfter(TcpGate::kToClient, bytes);
  }

  static std::chrono::milliseconds PatienceWith(Fault fault) {
    return fault == Fault::kStall ? std::chrono::milliseconds(200) : kPatience;
  }

  static Ending EndingOf(const Driven& driven, MYSQL* handle) {
    return {driven, mysql_errno(handle), mysql_sqlstate(handle)};
  }

  // The same attempt by the library's own calls and by ours; gives how ours ended.
  static Ending Compare(Fault fault, const std::function<Ending(Who)>& attempt) {
    const Ending bare = attempt(Who::kBare);
    const Ending ours = attempt(Who::kOurs);
    EXPECT_EQ(bare.driven.ended, fault != Fault::kStall);
    EXPECT_EQ(ours.driven.ended, bare.driven.ended);
    EXPECT_FALSE(bare.driven.succeeded || ours.driven.succeeded);
    if (fault == Fault::kReset) {
      // Which of its own errors (2000 and on) the library gives is chance: it may have the reset
      // before it connects, writes or reads.
      EXPECT_THAT((std::array{bare.number, ours.number}), Each(AllOf(Ge(2000U), Lt(3000U))));
    } else {
      EXPECT_EQ(ours.number, bare.number);
      EXPECT_EQ(ours.state, bare.state);
    }
    return ours;
  }

  static auto FailedAs(Fault fault, const Ending& ending) {
    return AllOf(IsClient(), HasStatus(Status::kError, ""),
                 LacksAttribute("db.response.status_code"),
                 FailedWith(fault == Fault::kStall ? "abandoned" : std::to_string(ending.number)));
  }

  static void Close(Who who, MYSQL* handle) {
    who == Who::kOurs ? mysql::Close(handle) : mysql_close(handle);
  }
};

TEST_F(AsyncFaultTest, ConnectAtEachStep) {
  // Before the greeting, in it, and before what the server says to the login.
  for (const uint64_t bytes : {0, 3, 30, 85}) {
    for (const Fault fault : kFaults) {
      if (fault == Fault::kStall && bytes != 0) continue;
      const SpanCatcher spans;
      uint16_t port = 0;
      const Ending ours = Compare(fault, [&](Who who) {
        TcpGate gate(server_->port());
        fault == Fault::kStall ? gate.Hold(TcpGate::kToClient) : InflictAfter(gate, fault, bytes);
        port = gate.port();
        MYSQL* handle = Init();
        const Ending ending = EndingOf(
            DriveConnect(who, Default(), handle, gate.port(), "", PatienceWith(fault)), handle);
        Close(who, handle);
        return ending;
      });
      EXPECT_THAT(spans.Only(), AllOf(SpanNamed("connect"), FailedAs(fault, ours),
                                      HasAttribute("server.port", int64_t{port}),
                                      HasAttribute("db.namespace", "shop")))
          << bytes;
    }
  }
}

TEST_F(AsyncFaultTest, QueryAndItsResult) {
  for (const bool in_result : {false, true}) {
    for (const Fault fault : kFaults) {
      if (fault == Fault::kStall && in_result) continue;
      const SpanCatcher spans;
      const Ending ours = Compare(fault, [&](Who who) {
        TcpGate gate(server_->port());
        MYSQL* handle = OpenThrough(gate);
        if (in_result) {
          InflictAfter(gate, fault, gate.Passed(TcpGate::kToClient) + 20);
        } else {
          Inflict(gate, fault);
        }
        const Ending ending =
            EndingOf(DriveQuery(who, Default(), handle, kLong, PatienceWith(fault)), handle);
        Close(who, handle);
        return ending;
      });
      EXPECT_THAT(spans.Only(),
                  AllOf(SpanNamed("SELECT item"), FailedAs(fault, ours),
                        HasAttribute("db.query.text", "SELECT REPEAT(?, ?), name FROM item")))
          << in_result;
    }
  }
}

// The query's first result is there, the second one is not when the line breaks, or does not come.
TEST_F(AsyncFaultTest, LaterResult) {
  for (const Fault fault : kFaults) {
    const SpanCatcher spans;
    const Ending ours = Compare(fault, [&](Who who) {
      TcpGate gate(server_->port());
      MYSQL* handle = OpenThrough(gate);
      EXPECT_EQ(mysql_set_server_option(handle, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
      EXPECT_TRUE(DriveQuery(who, Default(), handle, "DO 1; SELECT SLEEP(5), 'secret'").succeeded);
      Inflict(gate, fault);
      const Ending ending =
          EndingOf(DriveNextResult(who, Default(), handle, PatienceWith(fault)), handle);
      Close(who, handle);
      return ending;
    });
    EXPECT_THAT(spans.Only(), AllOf(SpanNamed("DO SELECT"), FailedAs(fault, ours)));
  }
}

// What came after a wait is here: the rest, which nobody asked for, was not given up.
TEST_F(AsyncFaultTest, LaterResultThatCameIsAwaitedNoMore) {
  const SpanCatcher spans;
  TcpGate gate(server_->port());
  MYSQL* handle = OpenThrough(gate);
  ASSERT_EQ(mysql_set_server_option(handle, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
  ASSERT_TRUE(DriveQuery(Who::kOurs, Default(), handle, "DO 1; DO SLEEP(0.3); DO 3").succeeded);
  const Driven later = DriveNextResult(Who::kOurs, Default(), handle);
  EXPECT_TRUE(later.succeeded);
  EXPECT_GT(later.turns, 0);
  mysql::Close(handle);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("DO DO DO"), Succeeded()));
}

#ifdef MARIADB_PACKAGE_VERSION_ID

TEST_F(AsyncFaultTest, PreparingAndExecuting) {
  Options options;
  options.prepare = true;
  const auto preparing = Make(options).value;
  for (const bool executing : {false, true}) {
    for (const Fault fault : kFaults) {
      const SpanCatcher spans;
      const Ending ours = Compare(fault, [&](Who who) {
        TcpGate gate(server_->port());
        MYSQL* handle = OpenThrough(gate);
        MYSQL_STMT* statement = mysql_stmt_init(handle);
        if (executing) {
          EXPECT_TRUE(DrivePrepare(who, *preparing, handle, statement, kLong).succeeded);
        }
        Inflict(gate, fault);
        const Driven driven =
            executing
                ? DriveExecute(who, *preparing, handle, statement, PatienceWith(fault))
                : DrivePrepare(who, *preparing, handle, statement, kLong, PatienceWith(fault));
        const Ending ending = {driven, mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement)};
        // A statement that waits must not be closed: the connection goes first.
        if (driven.ended) mysql_stmt_close(statement);
        Close(who, handle);
        if (!driven.ended) mysql_stmt_close(statement);
        return ending;
      });
      EXPECT_THAT(spans.Finished().back(),
                  AllOf(SpanNamed(executing ? "SELECT item" : "prepare"), FailedAs(fault, ours)));
      EXPECT_EQ(spans.Finished().size(), executing ? 2U : 1U);
    }
  }
}

#endif

// The same call again and again, or its continuation, is one call.
TEST_F(AsyncFaultTest, SlowLineIsContinuedOftenAndIsOneSpanEach) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  TcpGate gate(server_->port());
  gate.Delay(TcpGate::kToClient, std::chrono::milliseconds(30));
  gate.Throttle(TcpGate::kToClient, 16, std::chrono::milliseconds(2));
  MYSQL* handle = Init();
  const Driven connected = DriveConnect(Who::kOurs, Default(), handle, gate.port());
  ASSERT_TRUE(connected.succeeded) << mysql_error(handle);
  EXPECT_GT(connected.turns, 3);
  const Driven queried = DriveQuery(Who::kOurs, Default(), handle, "SELECT name, id FROM item");
  EXPECT_TRUE(queried.succeeded) << mysql_error(handle);
  EXPECT_GT(queried.turns, 3);
  gate.Heal();
  EXPECT_EQ(Rows(handle).size(), 2U);
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("connect"), IsClient(), Succeeded()),
                                            AllOf(SpanNamed("SELECT item"), Succeeded())));
  EXPECT_THAT(metrics.Collect(), ElementsAre(HasCount(1), HasCount(1)));
  EXPECT_EQ(spans.Unfinished(), 0U);
  mysql::Close(handle);
}

// Where connecting is not traced, its continuations begin nothing either.
TEST_F(AsyncFaultTest, UntracedConnectIsContinuedToo) {
  const SpanCatcher spans;
  Options options;
  options.connect = false;
  options.connection_attributes = {{"program_name", "shop"}};
  TcpGate gate(server_->port());
  gate.Delay(TcpGate::kToClient, std::chrono::milliseconds(30));
  MYSQL* handle = Init();
  const Driven connected = DriveConnect(Who::kOurs, *Make(options).value, handle, gate.port());
  EXPECT_TRUE(connected.succeeded) << mysql_error(handle);
  EXPECT_THAT(connected.turns, Gt(0));
  EXPECT_TRUE(DriveQuery(Who::kOurs, Default(), handle, "DO 1").succeeded);
  EXPECT_THAT(spans.Only(), SpanNamed("DO"));
  mysql::Close(handle);
}

}  // namespace
}  // namespace otelwrap::mysql
