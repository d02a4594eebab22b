// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/trace/provider.h>
#include <otelwrap/testing/span_catcher.h>

int main() {
  const otelwrap::testing::SpanCatcher catcher;
  opentelemetry::trace::Provider::GetTracerProvider()
      ->GetTracer("consumer")
      ->StartSpan("sale")
      ->End();
  return catcher.Only().name == "sale" ? 0 : 1;
}
