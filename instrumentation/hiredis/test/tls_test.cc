// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Over TLS, where nothing is different; and where it fails.

#include <hiredis/hiredis.h>
// It needs that one first.
#include <hiredis/hiredis_ssl.h>
#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/temp_folder.h>

#include <csignal>
#include <memory>
#include <string>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesInclude;
using ::testing::ElementsAre;
using testing::SpanNamed;
using testing::Succeeded;

struct SslDeleter {
  void operator()(redisSSLContext* ssl) const { redisFreeSSLContext(ssl); }
};

class TlsTest : public RedisTest {
 protected:
  void SetUp() override {
    if (testing::FindProgram("openssl").empty()) GTEST_SKIP() << "openssl is not installed";
    ASSERT_TRUE(testing::RunProgram(
        testing::FindProgram("openssl"),
        {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", Key(), "-out",
         Certificate()},
        files_.path() + "/log"));
    RedisTest::SetUp();
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    redisInitOpenSSL();
    ssl_.reset(redisCreateSSLContext(Certificate().c_str(), nullptr, nullptr, nullptr, "localhost",
                                     nullptr));
    ASSERT_NE(ssl_, nullptr);
  }

  testing::RedisOptions ServerOptions() const override {
    testing::RedisOptions options;
    options.config = {"tls-port " + std::to_string(tls_port_), "tls-cert-file " + Certificate(),
                      "tls-key-file " + Key(), "tls-ca-cert-file " + Certificate(),
                      "tls-auth-clients no"};
    return options;
  }

  std::string Certificate() const { return files_.path() + "/cert.pem"; }
  std::string Key() const { return files_.path() + "/key.pem"; }

  const testing::TempFolder files_;
  const int tls_port_ = testing::FreePort();
  std::unique_ptr<redisSSLContext, SslDeleter> ssl_;
};

TEST_F(TlsTest, AServerWithoutItFailsTheHandshakeAndTheCommand) {
  Context redis("127.0.0.1", Port());
  // Without a line's end in the handshake's random bytes the server would wait for one for ever.
  redisSetTimeout(redis, {0, 200'000});
  EXPECT_EQ(redisInitiateSSLWithContext(redis, ssl_.get()), REDIS_ERR);
  EXPECT_EQ(redis.Command("GET user:7"), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), testing::HasStatus(testing::Status::kError))));
}

TEST_F(TlsTest, CommandsAndPipelinesAreTraced) {
  Context redis("127.0.0.1", tls_port_);
  ASSERT_EQ(redisInitiateSSLWithContext(redis, ssl_.get()), REDIS_OK) << redis.Error();
  EXPECT_STREQ(redis.Command("SET user:7 alice")->str, "OK");
  redis.AppendCommand("GET user:7");
  redis.AppendCommand("GET user:8");
  EXPECT_STREQ(redis.GetReply()->str, "alice");
  redis.GetReply();
  server_->Stop();
  EXPECT_EQ(redis.Command("PING"), nullptr);
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(
          AllOf(SpanNamed("SET"), Succeeded(),
                AttributesInclude({{"server.port", tls_port_}, {"network.peer.port", tls_port_}})),
          AllOf(SpanNamed("PIPELINE GET"), Succeeded()),
          AllOf(SpanNamed("PING"), testing::HasStatus(testing::Status::kError))));
}

}  // namespace
}  // namespace otelwrap::hiredis
