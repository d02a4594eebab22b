// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Which type of argument each option of libcurl takes, known at compile time: option_value.h checks
// by it. A test compares it with libcurl's own table (curl_easy_option_next).
//
// Threads: constants. Errors: none; a number that nobody knows counts as text in its range.

#pragma once

#include <curl/curl.h>

#include <cstdint>

namespace otelwrap::curl {

enum class OptionClass : uint8_t {
  kLong,
  kOffset,    // curl_off_t
  kText,      // char*, copied by libcurl
  kKeptText,  // CURLOPT_POSTFIELDS: char*, not copied
  kList,      // curl_slist*
  kObject,    // a handle, a struct, a buffer or a callback's data: any pointer
  kFunction,
  kBlob,  // curl_blob*
};

namespace internal {

inline constexpr int kBlobOptions = 40000;  // CURLOPTTYPE_BLOB, which headers before 7.71 lack

[[gnu::always_inline]] constexpr OptionClass ClassOfPointer(int number) noexcept {
  switch (number) {
    case 15:  // POSTFIELDS
      return OptionClass::kKeptText;
    case 23:   // HTTPHEADER
    case 28:   // QUOTE
    case 39:   // POSTQUOTE
    case 70:   // TELNETOPTIONS
    case 93:   // PREQUOTE
    case 104:  // HTTP200ALIASES
    case 187:  // MAIL_RCPT
    case 203:  // RESOLVE
    case 228:  // PROXYHEADER
    case 243:  // CONNECT_TO
      return OptionClass::kList;
    case 1:    // WRITEDATA
    case 9:    // READDATA
    case 10:   // ERRORBUFFER
    case 24:   // HTTPPOST
    case 29:   // HEADERDATA
    case 37:   // STDERR
    case 57:   // XFERINFODATA, PROGRESSDATA
    case 95:   // DEBUGDATA
    case 100:  // SHARE
    case 103:  // PRIVATE
    case 109:  // SSL_CTX_DATA
    case 131:  // IOCTLDATA
    case 149:  // SOCKOPTDATA
    case 164:  // OPENSOCKETDATA
    case 168:  // SEEKDATA
    case 185:  // SSH_KEYDATA
    case 195:  // INTERLEAVEDATA
    case 201:  // CHUNK_DATA
    case 202:  // FNMATCH_DATA
    case 209:  // CLOSESOCKETDATA
    case 240:  // STREAM_DEPENDS
    case 241:  // STREAM_DEPENDS_E
    case 269:  // MIMEPOST
    case 273:  // RESOLVER_START_DATA
    case 282:  // CURLU
    case 284:  // TRAILERDATA
    case 302:  // HSTSREADDATA
    case 304:  // HSTSWRITEDATA
    case 313:  // PREREQDATA
    case 317:  // SSH_HOSTKEYDATA
      return OptionClass::kObject;
    default:
      return OptionClass::kText;
  }
}

}  // namespace internal

// By the numbers, which libcurl promises to keep.
[[gnu::always_inline]] constexpr OptionClass ClassOf(CURLoption option) noexcept {
  const auto number = static_cast<int>(option);
  if (number >= internal::kBlobOptions) return OptionClass::kBlob;
  if (number >= CURLOPTTYPE_OFF_T) return OptionClass::kOffset;
  if (number >= CURLOPTTYPE_FUNCTIONPOINT) return OptionClass::kFunction;
  if (number < CURLOPTTYPE_OBJECTPOINT) return OptionClass::kLong;
  return internal::ClassOfPointer(number - CURLOPTTYPE_OBJECTPOINT);
}

}  // namespace otelwrap::curl
