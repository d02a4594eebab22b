// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The bucket boundaries of otelwrap's histograms, for a MeterProvider of your own: the SDK's
// default buckets are for milliseconds and useless for seconds.
//
//   otelwrap::telemetry::AddViews(meter_provider);   // before the first instrument is made
//
// Threads: before the provider is shared. Errors: none.

#pragma once

#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <otelwrap/config.h>

namespace otelwrap::telemetry {

OTELWRAP_API void AddViews(opentelemetry::sdk::metrics::MeterProvider& provider);

}  // namespace otelwrap::telemetry
