// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The floor of curl-get: what a programmer would write around curl_easy_perform for the same span,
// the same traceparent and the same measurement, without redirects, phases, redaction or options.

#pragma once

#include "harness/subject.h"

namespace otelwrap::benchmarks {

Work CurlByHand();

// Bare, with a header of a traceparent's size: what one more header costs libcurl and the server.
Work CurlWithHeader();

}  // namespace otelwrap::benchmarks
