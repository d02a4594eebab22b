// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The guard around a call that is not wrapped.

#include <otelwrap/common/switches.h>
#include <otelwrap/hiredis/call.h>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using ::testing::IsEmpty;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;

using CallTest = RedisTest;

Reply Send(redisContext* context, const char* command) {
  return Reply(static_cast<redisReply*>(redisCommand(context, command)));
}

TEST_F(CallTest, DroppedIsAbandoned) {
  const RawContext context = Connect(Port());
  {
    const Call call = Trace(context.get(), {"GET", "user:7"});
  }
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("GET"), FailedWith("abandoned"))));
}

TEST_F(CallTest, EndsByTheReply) {
  const RawContext context = Connect(Port());
  Send(context.get(), "SET user:7 alice");
  Call failed = Trace(context.get(), {"LPUSH", "user:7", "bob"});
  failed.End(Send(context.get(), "LPUSH user:7 bob").get());
  Call good = Trace(context.get(), {"GET", "user:7"});
  const Reply reply = Send(context.get(), "GET user:7");
  good.End(reply.get());
  good.End(REDIS_ERR);  // it has ended
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("LPUSH"), FailedWith("WRONGTYPE")),
                          AllOf(SpanNamed("GET"), Succeeded(),
                                AttributesAre(WithTcp({{"db.operation.name", "GET"},
                                                       {"db.query.text", "GET user:?"}})))));
}

TEST_F(CallTest, WithoutAReplyEndsByTheContextsError) {
  const RawContext context = Connect(Port());
  Call lost = Trace(context.get(), {"GET", "user:7"});
  server_->Stop();
  lost.End(Send(context.get(), "GET user:7").get());
  Call code = Trace(context.get(), {"GET", "user:7"});
  code.End(REDIS_ERR);
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith(StartsWith("connection_")),
                                             FailedWith(StartsWith("connection_"))));
}

TEST_F(CallTest, WithoutAContextSaysNothingOfTheServer) {
  Call call = Trace(nullptr, {"GET", "user:7"});
  call.End(REDIS_OK);
  Call lost = Trace(nullptr, {"GET", "user:7"});
  lost.End(REDIS_ERR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(Succeeded(), AttributesAre({{"db.system.name", "redis"},
                                                            {"db.operation.name", "GET"},
                                                            {"db.query.text", "GET user:?"}})),
                          FailedWith("_OTHER")));
}

TEST_F(CallTest, SwitchedOffRecordsNothing) {
  common::SetEnabled(common::Component::kHiredis, false);
  Call call = Trace(nullptr, {"GET", "user:7"});
  common::SetEnabled(common::Component::kHiredis, true);
  call.End(REDIS_OK);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

}  // namespace
}  // namespace otelwrap::hiredis
