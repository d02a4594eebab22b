// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a statement and as a tag: the comment is only put in, holds nothing that could end
// it, and what has one is left alone.

#include <otelwrap/mysql/commenter.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace mysql = otelwrap::mysql;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view sql = text.substr(0, text.size() / 2);
  const mysql::SqlTag tags[] = {{"tag", text.substr(text.size() / 2)}, {text, "value"}};
  const mysql::SqlDialect dialect{(data[0] & 1U) != 0, (data[0] & 2U) != 0, "utf8mb4"};
  std::string out;
  if (!mysql::CommentSql(sql, dialect, tags, 2, out)) return 0;
  const size_t open = out.rfind(" /*");
  const size_t close = out.rfind("*/");
  Require(open != std::string::npos && close != std::string::npos && open + 3 <= close);
  Require(out.find("*/", open + 3) == close);
  Require(out.substr(0, open) + out.substr(close + 2) == sql);
  std::string again;
  Require(!mysql::CommentSql(out, dialect, tags, 2, again));
  return 0;
}
