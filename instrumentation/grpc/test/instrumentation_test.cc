// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <otelwrap/grpc/instrumentation.h>

#include <memory>
#include <string>
#include <utility>

namespace otelwrap::grpc {
namespace {

using ::testing::HasSubstr;

TEST(Make, SaysWhatIsWrong) {
  for (const char* name : {"", "Method", "/pkg.Service/Method", "pkg.Service/", "a/b/c"}) {
    Options options;
    options.known_methods = {"pkg.Service/Method", name};
    const auto made = Make(std::move(options));
    EXPECT_FALSE(made);
    EXPECT_THAT(made.error, HasSubstr("package.Service/Method")) << name;
  }
  Options options;
  options.redaction.max_text_bytes = 0;
  EXPECT_THAT(Make(std::move(options)).error, HasSubstr("max_text_bytes"));
}

TEST(SetDefault, ReplacesAndPutsBack) {
  Options options;
  options.require_parent = true;
  const auto made = Make(std::move(options));
  ASSERT_TRUE(made) << made.error;
  SetDefault(made.value);
  EXPECT_EQ(&Default(), made.value.get());
  EXPECT_TRUE(Default().client().options().require_parent);
  SetDefault(nullptr);
  EXPECT_FALSE(Default().options().require_parent);
}

}  // namespace
}  // namespace otelwrap::grpc
