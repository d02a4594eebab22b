// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The histograms that otelwrap writes, with the bucket boundaries that the semantic conventions
// advise. The API has no way to say so: an SDK's MeterProvider needs a View for each, which
// `telemetry` installs (or AddViews() for a provider of your own).
//
// Threads: constants.

#pragma once

#include <otelwrap/common/providers.h>

#include <array>
#include <cstddef>

namespace otelwrap::common {

inline constexpr InstrumentSpec kHttpClientDuration = {"http.client.request.duration", "s",
                                                       "Duration of HTTP client requests."};
inline constexpr InstrumentSpec kHttpServerDuration = {"http.server.request.duration", "s",
                                                       "Duration of HTTP server requests."};
inline constexpr InstrumentSpec kHttpClientConnectionDuration = {
    "http.client.connection.duration", "s",
    "The duration of the successfully established outbound HTTP connections."};
inline constexpr InstrumentSpec kDnsLookupDuration = {
    "dns.lookup.duration", "s", "Measures the time taken to perform a DNS lookup."};
inline constexpr InstrumentSpec kDbClientDuration = {"db.client.operation.duration", "s",
                                                     "Duration of database client operations."};
inline constexpr InstrumentSpec kDbConnectionCreateTime = {
    "db.client.connection.create_time", "s", "The time it took to create a new connection."};
inline constexpr InstrumentSpec kRpcClientDuration = {
    "rpc.client.call.duration", "s", "Duration of outgoing remote procedure calls."};
inline constexpr InstrumentSpec kRpcServerDuration = {
    "rpc.server.call.duration", "s", "Duration of incoming remote procedure calls."};

// Seconds.
inline constexpr std::array<double, 14> kRequestBuckets = {
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10};
inline constexpr std::array<double, 14> kConnectionBuckets = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,
                                                              2,    5,    10,   30,  60,  120, 300};
inline constexpr std::array<double, 9> kDatabaseBuckets = {0.001, 0.005, 0.01, 0.05, 0.1,
                                                           0.5,   1,     5,    10};

struct HistogramAdvice {
  const InstrumentSpec* instrument;
  const double* boundaries;
  size_t count;
};

inline constexpr std::array<HistogramAdvice, 8> kHistogramAdvice = {{
    {&kHttpClientDuration, kRequestBuckets.data(), kRequestBuckets.size()},
    {&kHttpServerDuration, kRequestBuckets.data(), kRequestBuckets.size()},
    {&kHttpClientConnectionDuration, kConnectionBuckets.data(), kConnectionBuckets.size()},
    {&kDnsLookupDuration, kRequestBuckets.data(), kRequestBuckets.size()},
    {&kDbClientDuration, kDatabaseBuckets.data(), kDatabaseBuckets.size()},
    {&kDbConnectionCreateTime, kDatabaseBuckets.data(), kDatabaseBuckets.size()},
    {&kRpcClientDuration, kRequestBuckets.data(), kRequestBuckets.size()},
    {&kRpcServerDuration, kRequestBuckets.data(), kRequestBuckets.size()},
}};

}  // namespace otelwrap::common
