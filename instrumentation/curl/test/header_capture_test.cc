// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "header_capture.h"

#include <gtest/gtest.h>

namespace otelwrap::curl {
namespace {

TEST(CaptureOptions, CredentialsNeedASecondWord) {
  for (const char* name :
       {"Authorization", "cookie", "Set-Cookie", "PROXY-AUTHORIZATION", "x-api-key",
        "WWW-Authenticate", "Cookie2", "X-Vault-Token", "PRIVATE-TOKEN", "x-goog-api-key",
        "Ocp-Apim-Subscription-Key", "X-Session-Id", "ApiKey"}) {
    Options options;
    options.capture_response_headers = {"Server", name};
    EXPECT_FALSE(Make(options)) << name;
    EXPECT_NE(Make(options).error.find("capture_credentials"), std::string::npos);
    options.capture_credentials = true;
    EXPECT_TRUE(Make(options)) << name;
  }
}

TEST(CaptureOptions, OtherNamesDoNot) {
  Options options;
  options.capture_response_headers = {"Server", "X-Request-Id", "Idempotency-Key", "ETag", "Via"};
  EXPECT_TRUE(Make(options)) << Make(options).error;
}

TEST(CaptureOptions, NamesMustBeNames) {
  for (const char* name : {"", "two words", "colon:", "line\r\nbreak", "\xC3\xA4"}) {
    Options options;
    options.capture_request_headers = {name};
    EXPECT_FALSE(Make(options)) << name;
  }
}

TEST(ShownHeaderValue, IsBoundedAsciiWithoutSecretsOfUrls) {
  common::RedactionPolicy policy;
  policy.max_text_bytes = 16;
  EXPECT_EQ(ShownHeaderValue("x", std::string(100, 'a'), policy), std::string(16, 'a'));
  policy.max_text_bytes = 4096;
  EXPECT_EQ(ShownHeaderValue("x", "a\x01\x7F\xFF z", policy), "a??? z");
  EXPECT_EQ(ShownHeaderValue("location", "http://u:p@host/?sig=secret", policy),
            "http://REDACTED:REDACTED@host/?sig=REDACTED");
}

TEST(ShownHeaderValue, OfARefreshItIsTheUrlThatHoldsSecrets) {
  for (const char* value : {"5; url=//u:secret@host/", "5; URL='http:/u:secret@host/'",
                            "0;url=/?sig=secret", "http://u:secret@host/"}) {
    const std::string shown = ShownHeaderValue("refresh", value, {});
    EXPECT_EQ(shown.find("secret"), std::string::npos) << shown;
  }
  EXPECT_EQ(ShownHeaderValue("refresh", "5; url=/next", {}), "5; url=/next");
  EXPECT_EQ(ShownHeaderValue("refresh", "5", {}), "5");
}

TEST(ValueOfLine, ReadsOnlyTheHeaderThatIsMeant) {
  EXPECT_EQ(ValueOfLine("X-One: 1 ", "x-one"), "1");
  EXPECT_EQ(ValueOfLine("x-one:1\r\n", "x-one"), "1");
  for (const char* line : {"", "X-One", "X-One;", "X-One:", "X-Onet: 1", "X-On: 1", ": 1"}) {
    EXPECT_TRUE(ValueOfLine(line, "x-one").empty()) << line;
  }
}

}  // namespace
}  // namespace otelwrap::curl
