// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <otelwrap/common/error_types.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/semconv.h>

#include "library.h"

namespace otelwrap::mysql {
namespace {

// The client library's own errors; all others come from the server.
bool IsClientError(unsigned int number) noexcept {
  if (number >= 2000 && number < 3000) return true;
  return kIsMariaDbConnector && number >= 5000 && number < 6000;
}

}  // namespace

common::Outcome Classify(int result, unsigned int error_number) noexcept {
  common::Outcome outcome;
  if (result == 0) return outcome;
  if (error_number == 0) {
    outcome.SetError(common::error_types::kOther);
    return outcome;
  }
  outcome.SetError(static_cast<int64_t>(error_number));
  if (!IsClientError(error_number)) {
    outcome.attributes().AddText(common::Use::kBoth, common::semconv::kDbResponseStatusCode,
                                 outcome.error_type());
  }
  return outcome;
}

}  // namespace otelwrap::mysql
