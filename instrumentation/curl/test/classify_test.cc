// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "newer_libcurl.h"

namespace otelwrap::curl {
namespace {

#if LIBCURL_VERSION_NUM >= 0x073e00  // some have had other names before

// The names of CURLcode in the installed header, in order, without CURLE_.
std::vector<std::string> CodesOfTheHeader() {
  std::ifstream file(CURL_HEADER);
  std::stringstream text;
  text << file.rdbuf();
  std::string header = text.str();
  header.erase(0, header.find("  CURLE_OK"));
  header.resize(header.find("CURL_LAST"));
  header = std::regex_replace(header, std::regex("/\\*[^*]*\\*+([^/*][^*]*\\*+)*/"), "");
  std::vector<std::string> names;
  const std::regex name("CURLE_([A-Z0-9_]+)");
  for (std::sregex_iterator i(header.begin(), header.end(), name), end; i != end; ++i) {
    names.push_back((*i)[1]);
  }
  return names;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

TEST(ErrorType, IsLibcurlsOwnSymbolForEveryCodeOfTheHeader) {
  const std::vector<std::string> names = CodesOfTheHeader();
  ASSERT_EQ(names.size(), static_cast<size_t>(CURL_LAST));
  for (size_t i = 1; i < names.size(); ++i) {
    const auto code = static_cast<CURLcode>(i);
    if (names[i].rfind("OBSOLETE", 0) == 0) continue;  // named by another version, or by none
    EXPECT_EQ(ErrorType(code), Lower(names[i])) << i;
  }
}

#endif

// The running library may be older than the header.
TEST(ErrorType, OfAnOldLibrarysCodesIsTheirName) {
  EXPECT_EQ(ErrorType(newer::kOldPeerFailedVerification), "peer_failed_verification");
  EXPECT_EQ(ErrorType(newer::kPeerFailedVerification), "peer_failed_verification");
  EXPECT_EQ(ErrorType(static_cast<CURLcode>(41)), "function_not_found");
}

TEST(ErrorType, OfNoKnownCodeIsOther) {
  EXPECT_EQ(ErrorType(static_cast<CURLcode>(CURL_LAST + 100)), "_OTHER");
  EXPECT_EQ(ErrorType(static_cast<CURLcode>(-1)), "_OTHER");
  EXPECT_EQ(ErrorType(CURLE_OBSOLETE20), "_OTHER");
}

struct Case {
  CURLcode result;
  long status;
  const char* error_type;  // "": a success
};

TEST(Classify, TakesTheResponsesNumberBeforeLibcurlsCode) {
  const Case cases[] = {
      {CURLE_COULDNT_RESOLVE_HOST, 0, "couldnt_resolve_host"},
      {CURLE_OPERATION_TIMEDOUT, 0, "operation_timedout"},
      {CURLE_PARTIAL_FILE, 200, "partial_file"},
      {CURLE_TOO_MANY_REDIRECTS, 302, "too_many_redirects"},
      {CURLE_HTTP_RETURNED_ERROR, 503, "503"},
      {CURLE_OK, 400, "400"},
      {CURLE_OK, 404, "404"},
      {CURLE_OK, 500, "500"},
      {CURLE_OK, 599, "599"},
      {CURLE_ABORTED_BY_CALLBACK, 404, "404"},
      {CURLE_ABORTED_BY_CALLBACK, 200, ""},  // the user's own choice
      {CURLE_ABORTED_BY_CALLBACK, 0, ""},
      {CURLE_OK, 0, ""},
      {CURLE_OK, 101, ""},
      {CURLE_OK, 200, ""},
      {CURLE_OK, 302, ""},
      {CURLE_OK, 399, ""},
  };
  for (const Case& c : cases) {
    TransferInfo info;
    info.result = c.result;
    info.status = c.status;
    const common::Outcome outcome = Classify(info);
    EXPECT_EQ(outcome.error_type(), c.error_type) << c.result << ' ' << c.status;
    EXPECT_EQ(outcome.IsError(), *c.error_type != '\0');
    EXPECT_EQ(outcome.description(), "");
  }
}

TEST(ProtocolVersion, IsWhatTheConventionsSay) {
  EXPECT_EQ(ProtocolVersion(0), "");
  EXPECT_EQ(ProtocolVersion(77), "");
  EXPECT_EQ(ProtocolVersion(CURL_HTTP_VERSION_1_0), "1.0");
  EXPECT_EQ(ProtocolVersion(CURL_HTTP_VERSION_1_1), "1.1");
  EXPECT_EQ(ProtocolVersion(CURL_HTTP_VERSION_2_0), "2");
  EXPECT_EQ(ProtocolVersion(newer::kHttpVersion3), "3");
}

}  // namespace
}  // namespace otelwrap::curl
