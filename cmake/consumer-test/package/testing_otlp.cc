// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/otlp_receiver.h>

int main() {
  const auto receiver = otelwrap::testing::OtlpReceiver::Start({});
  return receiver != nullptr && receiver->Traces().empty() ? 0 : 1;
}
