// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program with libcurl inside, linked with otelwrap::auto_static.

#include <curl/curl.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <string_view>

namespace otelwrap::interpose {
namespace {

TEST(ArchiveTest, LibcurlIsPartOfTheProgram) {
  Dl_info real;
  ASSERT_NE(dladdr(reinterpret_cast<const void*>(&curl_easy_strerror), &real), 0);
  EXPECT_EQ(std::string_view(real.dli_fname).find("libcurl"), std::string_view::npos);
}

}  // namespace
}  // namespace otelwrap::interpose
