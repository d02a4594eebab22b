// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The seam: the functions of hiredis that a traced command calls. Tests put others in their place,
// to script what the real ones do once in a year.

#pragma once

#include <hiredis/hiredis.h>

namespace otelwrap::hiredis {

struct Library {
  decltype(&redisvCommand) v_command = redisvCommand;
  decltype(&redisCommandArgv) command_argv = redisCommandArgv;
  decltype(&redisvFormatCommand) v_format_command = redisvFormatCommand;
  decltype(&redisAppendFormattedCommand) append_formatted_command = redisAppendFormattedCommand;
  decltype(&redisGetReply) get_reply = redisGetReply;
  decltype(&redisFreeCommand) free_command = redisFreeCommand;
};

inline Library library;

}  // namespace otelwrap::hiredis
