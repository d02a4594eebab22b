// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// libcurl's own URL parser, where the running library has one (7.62).
//
// Threads: pure functions, but for an object of the user's: one at a time. Errors: false where
// there is no parser, or where libcurl does not take the text: `to` is left as it was. Throws
// std::bad_alloc.

#pragma once

#include <string>

struct Curl_URL;  // CURLU, which older headers do not have

namespace otelwrap::curl::url_parser {

// The URL as libcurl will read it, with the scheme that it guesses; `port` is CURLOPT_PORT, which
// goes before the text's own, or 0.
bool Normalise(const std::string& written, long port, std::string& to);
// What an object of the user's (CURLOPT_CURLU) says.
bool ReadObject(Curl_URL* object, std::string& to);

}  // namespace otelwrap::curl::url_parser
