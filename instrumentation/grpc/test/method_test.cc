// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "method.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace otelwrap::grpc {
namespace {

TEST(FindMethod, KnowsOnlyWhatTheProgramBringsAlong) {
  Options options;
  options.known_methods = {"proxied.Service/Stream"};
  EXPECT_FALSE(FindMethod(options, nullptr, false).known);
  EXPECT_FALSE(FindMethod(options, "", false).known);
  EXPECT_FALSE(FindMethod(options, "/no-method", false).known);
  EXPECT_FALSE(FindMethod(options, "/a.stranger/Wrote", true).known);
  EXPECT_FALSE(FindMethod(options, ("/s/" + std::string(5000, 'x')).c_str(), false).known);
  EXPECT_TRUE(FindMethod(options, "/proxied.Service/Stream", true).known);
  EXPECT_TRUE(FindMethod(options, "/pkg.Service/Registered", false).known);
}

TEST(FindMethod, TakesTheLeadingSlashOff) {
  EXPECT_EQ(FindMethod({}, "/pkg.Service/Method", false).name, "pkg.Service/Method");
  EXPECT_EQ(FindMethod({}, "/a.stranger/Wrote", true).name, "a.stranger/Wrote");
  // A synchronous server's word for every path that it does not know.
  EXPECT_EQ(FindMethod({}, "unknown", true).name, "");
}

TEST(IsFiltered, AsksTheUsersFilterForKnownNamesOnly) {
  Options options;
  EXPECT_FALSE(IsFiltered(options, {"pkg.Service/Method", true}));
  options.filter = [](std::string_view method) { return method == "pkg.Service/Method"; };
  EXPECT_FALSE(IsFiltered(options, {"pkg.Service/Method", true}));
  EXPECT_TRUE(IsFiltered(options, {"pkg.Service/Other", true}));
  options.filter = [](std::string_view method) { return method == "_OTHER"; };
  EXPECT_FALSE(IsFiltered(options, {"a.stranger/Wrote", false}));
}

TEST(IsFiltered, TracesWhereTheFilterThrows) {
  Options options;
  options.filter = [](std::string_view) -> bool { throw std::runtime_error("filter"); };
  EXPECT_FALSE(IsFiltered(options, {"pkg.Service/Method", true}));
}

}  // namespace
}  // namespace otelwrap::grpc
