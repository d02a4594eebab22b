// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A reply that hiredis's reader makes of these bytes. Null: they are none.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/hiredis/context.h>

#include <string_view>

namespace otelwrap::hiredis {

inline Reply Read(std::string_view bytes) {
  redisReader* reader = redisReaderCreate();
  redisReaderFeed(reader, bytes.data(), bytes.size());
  void* reply = nullptr;
  redisReaderGetReply(reader, &reply);
  redisReaderFree(reader);
  return Reply(static_cast<redisReply*>(reply));
}

}  // namespace otelwrap::hiredis
