// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <gtest/gtest.h>

namespace otelwrap::curl {
namespace {

TEST(DescribeName, OfAnUnknownMethodIsHttp) {
  EXPECT_EQ(DescribeName("", nullptr).view(), "HTTP");
  EXPECT_EQ(DescribeName("BREW", nullptr).view(), "HTTP");
  EXPECT_EQ(DescribeName("get", nullptr).view(), "HTTP");
}

}  // namespace
}  // namespace otelwrap::curl
