// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <otelwrap/common/error_types.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/semconv.h>

#include "library.h"

namespace otelwrap::mysql {
namespace {

// Whether only a server has such a number. Those of the client library are its own; those of files
// and of the system (below 1000: LOCAL INFILE) either may have.
bool IsServersError(unsigned int number) noexcept {
  if (number < 1000 || (number >= 2000 && number < 3000)) return false;
  return !kIsMariaDbConnector || number < 5000 || number >= 6000;
}

}  // namespace

[[gnu::cold]] common::Outcome Failure(unsigned int error_number) noexcept {
  common::Outcome outcome;
  if (error_number == 0) {
    outcome.SetError(common::error_types::kOther);
    return outcome;
  }
  outcome.SetError(static_cast<int64_t>(error_number));
  if (IsServersError(error_number)) {
    outcome.attributes().AddText(common::Use::kBoth, common::semconv::kDbResponseStatusCode,
                                 outcome.error_type());
  }
  return outcome;
}

bool IsOutOfSync(unsigned int error_number) noexcept { return error_number == 2014; }

bool LosesConnection(unsigned int error_number) noexcept {
  switch (error_number) {
    case 1053:  // ER_SERVER_SHUTDOWN
    case 1927:  // ER_CONNECTION_KILLED, of MariaDB
    case 2006:  // CR_SERVER_GONE_ERROR
    case 2013:  // CR_SERVER_LOST
    case 2055:  // CR_SERVER_LOST_EXTENDED
    case 4031:  // ER_CLIENT_INTERACTION_TIMEOUT, of MySQL
      return true;
    default:
      return false;
  }
}

}  // namespace otelwrap::mysql
