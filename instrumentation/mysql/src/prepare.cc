// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "prepare.h"

#include <otelwrap/common/never_destroyed.h>

#include <exception>
#include <memory>

#include "fetches.h"
#include "traced_call.h"

namespace otelwrap::mysql {

OpenCall StartPrepare(const Instrumentation& instrumentation, MYSQL* connection,
                      std::string_view sql) noexcept {
  EndOldFetch(*connection);
  OpenCalls().EndOld(*connection);
  OpenCall call;
  if (instrumentation.settings().prepare) {
    // Whether it has parameters is not known yet: sanitised.
    const std::string_view text = DescribeFor(instrumentation, connection, sql, false).text;
    call.operation = StartCommand(instrumentation, connection, {"prepare", {}, text}, nullptr);
  }
  return call;
}

PreparedText TextOf(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                    std::string_view sql) noexcept {
  const bool has_parameters = ::mysql_stmt_param_count(statement) != 0;
  try {
    return std::make_shared<const SqlDescription>(
        DescribeFor(instrumentation, statement->mysql, sql, has_parameters));
  } catch (const std::exception&) {
    return nullptr;
  }
}

const SqlDescription& NoDescription() noexcept {
  static const common::NeverDestroyed<SqlDescription> none;
  return none.get();
}

}  // namespace otelwrap::mysql
