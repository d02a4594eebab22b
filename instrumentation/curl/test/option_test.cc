// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <otelwrap/curl/easy.h>

#include <cstdio>
#include <string>

namespace otelwrap::curl {
namespace {

#if LIBCURL_VERSION_NUM >= 0x074900  // where libcurl has such a table

OptionClass ClassFor(const curl_easyoption& option) {
  switch (option.type) {
    case CURLOT_LONG:
    case CURLOT_VALUES:
      return OptionClass::kLong;
    case CURLOT_OFF_T:
      return OptionClass::kOffset;
    case CURLOT_STRING:
      return OptionClass::kText;
    case CURLOT_SLIST:
      return OptionClass::kList;
    case CURLOT_FUNCTION:
      return OptionClass::kFunction;
    case CURLOT_BLOB:
      return OptionClass::kBlob;
    default:
      // libcurl's table does not say of these two that they are text.
      if (option.id == CURLOPT_POSTFIELDS) return OptionClass::kKeptText;
      if (option.id == CURLOPT_COPYPOSTFIELDS) return OptionClass::kText;
      return OptionClass::kObject;
  }
}

TEST(ClassOf, AgreesWithLibcurlsTableForEveryOption) {
  int count = 0;
  const curl_easyoption* option = nullptr;
  while ((option = curl_easy_option_next(option)) != nullptr) {
    EXPECT_EQ(ClassOf(option->id), ClassFor(*option)) << option->name;
    ++count;
  }
  EXPECT_GT(count, 250);
}

#endif

using Kind = OptionValue::Kind;

constexpr auto kSslCertBlob = static_cast<CURLoption>(40291);

TEST(Takes, RefusesTheWrongType) {
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_URL), Kind::kNumber));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_TIMEOUT), Kind::kNull));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_TIMEOUT), Kind::kText));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_POSTFIELDS), Kind::kTemporaryString));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_HTTPHEADER), Kind::kText));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_URL), Kind::kList));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_WRITEFUNCTION), Kind::kObject));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_WRITEDATA), Kind::kFunction));
  EXPECT_FALSE(Takes(ClassOf(CURLOPT_WRITEDATA), Kind::kString));
  EXPECT_FALSE(Takes(ClassOf(kSslCertBlob), Kind::kText));
}

// A value that only the running program knows is refused there.
TEST(SetOpt, AnswersAWrongTypeThatTheCompilerDidNotSee) {
  Easy easy;
  volatile int number = CURLOPT_URL;
  const auto option = static_cast<CURLoption>(static_cast<int>(number));
  EXPECT_EQ(easy.SetOpt(option, 1), CURLE_BAD_FUNCTION_ARGUMENT);
  EXPECT_EQ(easy.SetOpt(option, "http://host/"), CURLE_OK);
}

TEST(SetOpt, TakesEachClass) {
  Easy easy;
  const std::string text = "x=1";
  char buffer[CURL_ERROR_SIZE];
  EXPECT_EQ(easy.SetOpt(CURLOPT_URL, std::string("http://") + "host/"), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_URL, text.c_str()), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_POSTFIELDS, text), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_TIMEOUT, 5), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_NOBODY, true), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_POSTFIELDSIZE_LARGE, 3), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_HTTPHEADER, nullptr), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr)), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_WRITEDATA, stderr), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_ERRORBUFFER, buffer), CURLE_OK);
  EXPECT_EQ(easy.SetOpt(CURLOPT_PRIVATE, &easy), CURLE_OK);
  void* mine = nullptr;
  EXPECT_EQ(curl_easy_getinfo(easy.get(), CURLINFO_PRIVATE, &mine), CURLE_OK);
  EXPECT_EQ(mine, &easy);
}

}  // namespace
}  // namespace otelwrap::curl
