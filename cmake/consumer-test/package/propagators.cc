// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/context/propagation/global_propagator.h>
#include <otelwrap/propagators/install.h>
#include <otelwrap/propagators/string_map_carrier.h>

#include <map>
#include <string>

int main() {
  otelwrap::propagators::InstallGlobalPropagator();
  const auto propagator =
      opentelemetry::context::propagation::GlobalTextMapPropagator::GetGlobalPropagator();
  const std::map<std::string, std::string> headers{
      {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}};
  const otelwrap::propagators::StringMapReader reader(headers);
  opentelemetry::context::Context none;
  auto context = propagator->Extract(reader, none);
  std::map<std::string, std::string> sent;
  otelwrap::propagators::StringMapWriter writer(sent);
  propagator->Inject(writer, context);
  return sent == headers ? 0 : 1;
}
