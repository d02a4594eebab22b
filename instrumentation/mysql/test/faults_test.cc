// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What goes wrong between a client and a real server, and what a real server refuses: one span
// each, with the number that the library gives, and nothing that repeats data.

#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/tcp_gate.h>

#include <fstream>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;

class FaultsTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    if (handle_ != nullptr) gate_ = std::make_unique<TcpGate>(server_->port());
  }

  MYSQL* OpenThroughGate() {
    MYSQL* handle = mysql_init(nullptr);
    unsigned int seconds = 10;
    mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &seconds);
    mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    EXPECT_NE(mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", gate_->port(), nullptr,
                                 CLIENT_LOCAL_FILES),
              nullptr)
        << mysql_error(handle);
    return handle;
  }

  static auto LosesTheServer(MYSQL* handle) {
    const unsigned int number = mysql_errno(handle);
    EXPECT_THAT(number, AnyOf(2006U, 2013U, 2055U)) << mysql_error(handle);
    return AllOf(FailedWith(std::to_string(number)), HasStatus(Status::kError, ""),
                 LacksAttribute("db.response.status_code"));
  }

  std::unique_ptr<TcpGate> gate_;
};

TEST_F(FaultsTest, HandshakeIsCutAtAnyByte) {
  for (const uint64_t bytes : {0, 3, 30, 85}) {
    gate_->ResetAfter(TcpGate::kToClient, bytes);
    const SpanCatcher spans;
    MYSQL* handle = mysql_init(nullptr);
    ASSERT_EQ(RealConnect(handle, "127.0.0.1", "root", "", "shop", gate_->port(), nullptr, 0),
              nullptr);
    EXPECT_THAT(spans.Only(),
                AllOf(SpanNamed("connect"), FailedWith(std::to_string(mysql_errno(handle))),
                      HasAttribute("server.port", int64_t{gate_->port()})))
        << bytes;
    Close(handle);
    gate_->Heal();
  }
}

TEST_F(FaultsTest, QueryAndItsResultAreCut) {
  MYSQL* handle = OpenThroughGate();
  const SpanCatcher spans;
  gate_->Cut();
  EXPECT_NE(Query(handle, "SELECT name FROM item WHERE id = 424242"), 0);
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("SELECT item"), LosesTheServer(handle),
                    HasAttribute("db.query.text", "SELECT name FROM item WHERE id = ?")));
  Close(handle);
  gate_ = std::make_unique<TcpGate>(server_->port());
  handle = OpenThroughGate();
  const uint64_t so_far = gate_->Passed(TcpGate::kToClient);
  gate_->ResetAfter(TcpGate::kToClient, so_far + 20);  // in the middle of its columns
  EXPECT_NE(Query(handle, "SELECT REPEAT('x', 100000)"), 0);
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("SELECT"), LosesTheServer(handle)));
  Close(handle);
}

TEST_F(FaultsTest, PreparingAndExecutingAreCut) {
  Options options;
  options.prepare = true;
  const auto preparing = Make(options).value;
  const SpanCatcher spans;
  MYSQL* handle = OpenThroughGate();
  {
    Statement statement(handle, preparing);
    ASSERT_EQ(statement.Prepare("SELECT name FROM item"), 0);
    gate_->Cut();
    EXPECT_NE(statement.Execute(), 0);
    EXPECT_THAT(
        spans.Finished().back(),
        AllOf(SpanNamed("SELECT item"), FailedWith(std::to_string(statement.ErrorNumber()))));
    Statement other(handle, preparing);  // libmysqlclient takes the connection from the first one
    EXPECT_NE(other.Prepare("SELECT id FROM item"), 0);
    EXPECT_THAT(spans.Finished().back(),
                AllOf(SpanNamed("prepare"), FailedWith(std::to_string(other.ErrorNumber()))));
  }
  Close(handle);
}

TEST_F(FaultsTest, SilenceEndsWithTheLibrarysOwnTimeout) {
  MYSQL* handle = mysql_init(nullptr);
  unsigned int seconds = 1;
  mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &seconds);
  ASSERT_NE(mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", gate_->port(), nullptr, 0),
            nullptr);
  const SpanCatcher spans;
  gate_->Hold(TcpGate::kToClient);
  EXPECT_NE(Query(handle, "SELECT 1"), 0);
  EXPECT_THAT(spans.Only(), LosesTheServer(handle));
  gate_->Release(TcpGate::kToClient);
  Close(handle);
}

TEST_F(FaultsTest, RestartInMidTransactionEndsIt) {
  Options options;
  options.transactions = true;
  const auto following = Make(options).value;
  MYSQL* handle = OpenByTcp();
  const SpanCatcher spans;
  ASSERT_EQ(Query(*following, handle, "START TRANSACTION"), 0);
  ASSERT_EQ(Query(*following, handle, "UPDATE item SET name = 'axe' WHERE id = 1"), 0);
  server_->Stop();
  EXPECT_NE(Query(*following, handle, "UPDATE item SET name = 'axe' WHERE id = 2"), 0);
  const auto lost = LosesTheServer(handle);
  EXPECT_THAT(spans.Named("transaction"), lost);
  Close(handle);
  server_->Start();
  handle = OpenByTcp();
  ASSERT_EQ(Query(*following, handle, "DO 1"), 0);
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("DO"), Succeeded(), IsRootSpan()));
  Close(handle);
}

TEST_F(FaultsTest, RefusalsOfTheServerHaveItsNumbers) {
  const bool maria = server_->kind() == MysqlKind::kMariaDb;
  ASSERT_EQ(mysql_query(handle_, "SET SESSION TRANSACTION READ ONLY"), 0);
  const SpanCatcher spans;
  EXPECT_NE(Query(handle_, "DELETE FROM item"), 0);
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("DELETE item"), FailedWith("1792"),
                                             HasAttribute("db.response.status_code", "1792")));
  ASSERT_EQ(
      mysql_query(handle_, maria ? "SET max_statement_time = 0.05" : "SET max_execution_time = 50"),
      0);
  std::string endless = "SELECT COUNT(*) FROM item a0";
  for (int i = 1; i < 30; ++i) endless += " JOIN item a" + std::to_string(i);
  Options options;
  options.fetches = true;
  const auto fetching = Make(options).value;
  // MariaDB says it with the rows.
  if (Query(*fetching, handle_, endless.c_str()) == 0) {
    EXPECT_EQ(StoreResult(handle_), nullptr);
  }
  const unsigned int number = mysql_errno(handle_);
  EXPECT_THAT(number, AnyOf(1969U, 3024U, 1317U));
  EXPECT_THAT(spans.Finished().back(), FailedWith(std::to_string(number)));
}

TEST_F(FaultsTest, LocalDataIsLoadedAndItsErrorsAreSeen) {
  ASSERT_EQ(mysql_query(handle_, "SET GLOBAL local_infile = ON"), 0);
  MYSQL* handle = OpenThroughGate();
  unsigned int on = 1;
  mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &on);
  const std::string file = server_->folder() + "/secret.csv";
  std::ofstream(file) << "7,drill\n";
  const std::string load =
      "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE item FIELDS TERMINATED BY ','";
  const SpanCatcher spans;
  EXPECT_NE(Query(handle, "LOAD DATA LOCAL INFILE '/nowhere/secret' INTO TABLE item"), 0);
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("LOAD DATA item"), FailedWith(std::to_string(mysql_errno(handle))),
                    LacksAttribute("db.response.status_code"),
                    HasAttribute("db.query.text", "LOAD DATA LOCAL INFILE ? INTO TABLE item")));
  EXPECT_EQ(Query(handle, load.c_str()), 0) << mysql_error(handle);
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("LOAD DATA item"), Succeeded()));
  Close(handle);
}

TEST_F(FaultsTest, UnixSocketAndTlsAreAsTheyAre) {
  const SpanCatcher spans;
  MYSQL* local = mysql_init(nullptr);
  ASSERT_NE(RealConnect(local, "localhost", "root", "", "shop", 0, server_->socket().c_str(), 0),
            nullptr)
      << mysql_error(local);
  ASSERT_EQ(Query(local, "DO 1"), 0);
  Close(local);
  const auto by_socket =
      AllOf(HasAttribute("server.address", server_->socket()),
            HasAttribute("network.transport", "unix"), LacksAttribute("server.port"));
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("connect"), by_socket),
                                            AllOf(SpanNamed("DO"), by_socket)));
  MYSQL* encrypted = mysql_init(nullptr);
#ifdef MARIADB_PACKAGE_VERSION_ID
  my_bool yes = 1;
  my_bool no = 0;
  mysql_options(encrypted, MYSQL_OPT_SSL_ENFORCE, &yes);
  mysql_options(encrypted, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &no);
#else
  unsigned int required = SSL_MODE_REQUIRED;
  mysql_options(encrypted, MYSQL_OPT_SSL_MODE, &required);
#endif
  ASSERT_NE(RealConnect(encrypted, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
            nullptr)
      << mysql_error(encrypted);
  EXPECT_NE(mysql_get_ssl_cipher(encrypted), nullptr);
  ASSERT_EQ(Query(encrypted, "SELECT name FROM item"), 0);
  EXPECT_EQ(Rows(encrypted).size(), 2U);
  EXPECT_THAT(spans.Finished().back(),
              AllOf(SpanNamed("SELECT item"), Succeeded(), HasAttribute("server.port", port())));
  Close(encrypted);
}

}  // namespace
}  // namespace otelwrap::mysql
