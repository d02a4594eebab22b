// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is kept of raw contexts: whether it is still of the same connection, and of the same thread.

#include "session_table.h"

#include <hiredis/sds.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <thread>
#include <vector>

#include "raw_fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using ::testing::IsEmpty;
using testing::SpanNamed;
using testing::Succeeded;

using SessionTableTest = RawContextTest;

void OnAnotherThread(const std::function<void()>& work) { std::thread(work).join(); }

const auto kAbandonedGets = AllOf(SpanNamed("PIPELINE GET"), FailedWith("abandoned"));

// Nothing is unsent on either: only its socket tells that it is another one.
TEST_F(SessionTableTest, ANewConnectionDoesNotJoinAPipelineThatWasHalfRead) {
  Append({"GET old", "GET old"});
  EXPECT_EQ(Next(), "(none)");
  ASSERT_EQ(redisReconnect(raw()), REDIS_OK);
  Append({"SET new 1"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(kAbandonedGets));
  EXPECT_EQ(Next(), "OK");
  EXPECT_THAT(spans_.Finished(), ElementsAre(kAbandonedGets, SpanNamed("SET")));
}

TEST_F(SessionTableTest, ANewConnectionsRepliesAreNotThoseOfAnOldOnesPipeline) {
  Append({"GET old", "GET old"});
  ASSERT_EQ(redisReconnect(raw()), REDIS_OK);
  redisAppendCommand(raw(), "ECHO bare");
  EXPECT_EQ(Next(), "bare");
  EXPECT_THAT(spans_.Finished(), ElementsAre(kAbandonedGets));
  EXPECT_FALSE(IsAnythingKept());
}

// What was read of its replies is as it was, which says nothing of a command that begins.
TEST_F(SessionTableTest, AnotherSocketIsAnotherConnectionForACommand) {
  const RawContext other = Connect(Port());
  Append({"GET old", "GET old"});
  EXPECT_EQ(Next(), "(none)");
  ASSERT_EQ(dup2(other->fd, raw()->fd), raw()->fd);
  EXPECT_NE(FindSession(*raw(), Identity::kReply), nullptr);
  EXPECT_EQ(FindSession(*raw(), Identity::kCommand), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(kAbandonedGets));
}

// As much as was left unsent, but elsewhere.
TEST_F(SessionTableTest, ANewConnectionThatHoldsAsMuchIsAnotherOne) {
  Append({"GET old1", "GET old2"});
  const void* const before = context_->obuf;
  const size_t size = sdslen(context_->obuf);
  ASSERT_EQ(redisReconnect(raw()), REDIS_OK);
  std::vector<std::vector<char>> taken;  // among it the place that was freed
  for (size_t bytes = 16; bytes < 1024; bytes += 8) {
    for (int i = 0; i < 8; ++i) taken.emplace_back(bytes);
  }
  for (const char* command : {"GET new1", "GET new2"}) redisAppendCommand(raw(), command);
  ASSERT_EQ(sdslen(context_->obuf), size);
  ASSERT_NE(context_->obuf, before);
  Append({"SET new 1"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(kAbandonedGets));
}

// What the system is asked about sockets is not told by errno.
TEST_F(SessionTableTest, LooksWithoutAWordInErrno) {
  Append({"GET old", "GET old"});
  EXPECT_EQ(Next(), "(none)");
  close(raw()->fd);
  errno = 0;
  Append({"GET new"});
  EXPECT_EQ(errno, 0);
  raw()->fd = REDIS_INVALID_FD;
  EXPECT_THAT(spans_.Finished(), ElementsAre(kAbandonedGets));
}

TEST_F(SessionTableTest, APipelineMayGoOnOnAnotherThread) {
  Append({"GET a", "ECHO first"});
  OnAnotherThread([&] {
    EXPECT_EQ(Next(), "(none)");
    EXPECT_EQ(Next(), "first");
    Append({"ECHO second", "PING"});
  });
  EXPECT_EQ(Next(), "second");
  OnAnotherThread([&] { EXPECT_EQ(Next(), "PONG"); });
  EXPECT_FALSE(IsAnythingKept());
  Append({"ECHO third"});
  EXPECT_EQ(Next(), "third");
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(SpanNamed("PIPELINE"), HasAttribute("db.query.text", "GET ?; ECHO ?")),
                  AllOf(SpanNamed("PIPELINE"), HasAttribute("db.query.text", "ECHO ?; PING")),
                  AllOf(SpanNamed("ECHO"), Succeeded())));
}

// It may be in the middle of a call there.
TEST_F(SessionTableTest, WithoutASocketItIsLeftToItsOwnThread) {
  redisContext unconnected{};
  unconnected.fd = REDIS_INVALID_FD;
  ASSERT_NE(OpenSession(unconnected), nullptr);
  OnAnotherThread([] { SweepSessions(); });
  EXPECT_NE(FindSession(unconnected, Identity::kAssume), nullptr);
  SweepSessions();
  EXPECT_EQ(FindSession(unconnected, Identity::kAssume), nullptr);
}

TEST_F(SessionTableTest, WhatAnotherThreadClosedIsNotFoundAgain) {
  Append({"GET a"});
  OnAnotherThread([&] { CloseSession(raw()); });
  EXPECT_FALSE(IsAnythingKept());
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("GET"), FailedWith("abandoned"))));
}

TEST_F(SessionTableTest, PipelinesOfSeveralContextsDoNotMix) {
  const RawContext other = Connect(Port());
  for (int i = 0; i < 3; ++i) {
    Append({"ECHO a"});
    ASSERT_EQ(AppendCommand(other.get(), "GET b"), REDIS_OK);
  }
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Next(), "a");
    EXPECT_EQ(GetReply(other.get(), nullptr), REDIS_OK);
  }
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE ECHO"), Succeeded()),
                                             AllOf(SpanNamed("PIPELINE GET"), Succeeded(),
                                                   HasAttribute("db.operation.batch.size", 3))));
}

}  // namespace
}  // namespace otelwrap::hiredis
