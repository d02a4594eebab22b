// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One histogram for each meter and name, in the whole process: an SDK before 1.20 forgets the
// values of the first when a second of the same name is made (two Instrumentations share a scope).
//
// Threads: safe. Ownership: holds meters and histograms until the process ends; one entry for each
// change of a MeterProvider.

#pragma once

#include <otelwrap/common/providers.h>

#include <memory>

namespace otelwrap::common {

std::shared_ptr<Histogram> CachedHistogram(
    const opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>& meter,
    const InstrumentSpec& spec);

}  // namespace otelwrap::common
