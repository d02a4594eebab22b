// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A connection of the user's own: commands are appended, and their replies told by their text.

#pragma once

#include <string>
#include <vector>

#include "fixture.h"
#include "session_table.h"

namespace otelwrap::hiredis {

class RawContextTest : public RedisTest {
 protected:
  void SetUp() override {
    RedisTest::SetUp();
    if (server_ != nullptr) context_ = Connect(Port());
  }

  redisContext* raw() const { return context_.get(); }

  void Append(const std::vector<const char*>& commands) {
    for (const char* command : commands) ASSERT_EQ(AppendCommand(raw(), command), REDIS_OK);
  }

  // The next reply's text, or the first word of a list.
  std::string Next() {
    void* reply = nullptr;
    if (GetReply(raw(), &reply) != REDIS_OK) return "(lost)";
    const Reply owned(static_cast<redisReply*>(reply));
    const redisReply* first = owned->elements > 0 ? owned->element[0] : owned.get();
    return first->str != nullptr ? first->str : "(none)";
  }

  bool IsAnythingKept() const { return FindSession(*raw(), Identity::kAssume) != nullptr; }

  RawContext context_;
};

}  // namespace otelwrap::hiredis
