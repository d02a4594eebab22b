// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A user's program that leaves everything to the environment: environment_test runs it, each time
// with other variables. Prints what it propagates, `header<TAB>value` a line.

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <otelwrap/propagators/string_map_carrier.h>
#include <otelwrap/telemetry/telemetry.h>

#include <cstdio>
#include <map>
#include <string>

#include "signals.h"

namespace {

using Headers = std::map<std::string, std::string>;
using otelwrap::propagators::StringMapReader;
using otelwrap::propagators::StringMapWriter;

// A request that came in and goes on, by the global propagator.
void PrintWhatIsPropagated() {
  const Headers incoming = {
      {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
  opentelemetry::context::Context context;
  const StringMapReader<Headers> reader(incoming);
  context = opentelemetry::trace::propagation::HttpTraceContext().Extract(reader, context);
  auto baggage = opentelemetry::baggage::Baggage::GetDefault()->Set("tenant", "7");
  context = opentelemetry::baggage::SetBaggage(context, baggage);
  Headers outgoing;
  StringMapWriter<Headers> writer(outgoing);
  opentelemetry::context::propagation::GlobalTextMapPropagator::GetGlobalPropagator()->Inject(
      writer, context);
  for (const auto& [name, value] : outgoing) std::printf("%s\t%s\n", name.c_str(), value.c_str());
}

}  // namespace

int main() {
  auto telemetry = otelwrap::telemetry::Start();
  otelwrap::telemetry::MakeOneOfEach();
  PrintWhatIsPropagated();
  return telemetry.Shutdown() ? 0 : 1;
}
