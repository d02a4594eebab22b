// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/bind.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/url.h>

int main() {
  const auto url = otelwrap::common::ParseUrl("https://shop.example/item?id=1");
  const auto bound = otelwrap::common::Bind([&] { return url && url->host == "shop.example"; });
  otelwrap::common::Operation idle;
  return otelwrap::common::BoundFunction(bound)() && !idle.IsActive() ? 0 : 1;
}
