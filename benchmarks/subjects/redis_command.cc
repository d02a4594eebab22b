// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is read from a command to describe it, before a span or a measurement is made of it: `GET
// item:1` and a SET of three arguments, from the bytes that hiredis formatted. Nothing of
// OpenTelemetry is in it.

#include <benchmark/benchmark.h>
#include <hiredis/hiredis.h>
#include <otelwrap/common/attributes.h>

#include <string>
#include <string_view>

#include "harness/subject.h"
#include "hiredis/src/describe.h"
#include "hiredis/src/request.h"

namespace otelwrap::benchmarks {
namespace {

// One that is connected, as far as can be seen of it.
const redisContext& Connected() {
  static const redisContext context = [] {
    static char host[] = "127.0.0.1";
    redisContext made{};
    made.connection_type = REDIS_CONN_TCP;
    made.tcp.host = host;
    made.tcp.port = 6380;
    return made;
  }();
  return context;
}

void Describe(std::string_view bytes, size_t times) {
  static const hiredis::Instrumentation& instrumentation = *new hiredis::Instrumentation;
  for (size_t i = 0; i < times; ++i) {
    const hiredis::Request request =
        hiredis::Recognize(&instrumentation, hiredis::Arguments::OfCommand(bytes));
    common::AttributeSet attributes;
    hiredis::Describe(request, hiredis::EndpointOf(Connected()), 0, &attributes);
    benchmark::DoNotOptimize(&attributes);
  }
}

void DescribeGet(size_t times) { Describe("*2\r\n$3\r\nGET\r\n$6\r\nitem:1\r\n", times); }

void DescribeSet(size_t times) {
  static const std::string& bytes = *new std::string("*3\r\n$3\r\nSET\r\n$6\r\nitem:1\r\n$100\r\n" +
                                                     std::string(100, 'v') + "\r\n");
  Describe(bytes, times);
}

const Registration kGet({"redis-describe-get", Mode::kSampled, DescribeGet, {}, {60, 0, 0}});
const Registration kSet({"redis-describe-set", Mode::kSampled, DescribeSet, {}, {60, 0, 0}});

}  // namespace
}  // namespace otelwrap::benchmarks
