// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The seam: the functions of hiredis that a traced call needs. Tests put others in their place, to
// script what the real ones do once in a year.

#pragma once

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

namespace otelwrap::hiredis {

struct Library {
  decltype(&redisvCommand) v_command = redisvCommand;
  decltype(&redisCommandArgv) command_argv = redisCommandArgv;
  decltype(&redisvFormatCommand) v_format_command = redisvFormatCommand;
  decltype(&redisvAppendCommand) v_append_command = redisvAppendCommand;
  decltype(&redisAppendCommandArgv) append_command_argv = redisAppendCommandArgv;
  decltype(&redisAppendFormattedCommand) append_formatted_command = redisAppendFormattedCommand;
  decltype(&redisGetReply) get_reply = redisGetReply;
  decltype(&redisGetReplyFromReader) get_reply_from_reader = redisGetReplyFromReader;
  decltype(&redisFreeCommand) free_command = redisFreeCommand;
  decltype(&freeReplyObject) free_reply = freeReplyObject;
  decltype(&redisvAsyncCommand) v_async_command = redisvAsyncCommand;
  decltype(&redisAsyncCommandArgv) async_command_argv = redisAsyncCommandArgv;
  decltype(&redisAsyncFormattedCommand) async_formatted_command = redisAsyncFormattedCommand;
  decltype(&redisConnectWithOptions) connect = redisConnectWithOptions;
  decltype(&redisAsyncConnectWithOptions) async_connect = redisAsyncConnectWithOptions;
  decltype(&redisReconnect) reconnect = redisReconnect;
  decltype(&redisFree) free_context = redisFree;
};

inline Library library;

}  // namespace otelwrap::hiredis
