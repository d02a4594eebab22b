// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Options, infos and codes that are newer than the oldest libcurl that this component is built with
// (7.61), by their numbers, which libcurl never changes: so it makes no difference which header it
// is built with. What the running library does not know it answers with an error; that is how it is
// found out.
//
// Threads: constants.

#pragma once

#include <curl/curl.h>

namespace otelwrap::curl::newer {

inline constexpr auto kPrereqFunction = static_cast<CURLoption>(CURLOPTTYPE_FUNCTIONPOINT + 312);
inline constexpr auto kPrereqData = static_cast<CURLoption>(CURLOPTTYPE_OBJECTPOINT + 313);
inline constexpr auto kUrlObject = static_cast<CURLoption>(CURLOPTTYPE_OBJECTPOINT + 282);
inline constexpr auto kHstsControl = static_cast<CURLoption>(CURLOPTTYPE_LONG + 299);
inline constexpr auto kHstsFile = static_cast<CURLoption>(CURLOPTTYPE_OBJECTPOINT + 300);
inline constexpr auto kEffectiveMethod = static_cast<CURLINFO>(CURLINFO_STRING + 58);
inline constexpr auto kUsedProxy = static_cast<CURLINFO>(CURLINFO_LONG + 66);
inline constexpr auto kQueueTime = static_cast<CURLINFO>(CURLINFO_OFF_T + 65);
inline constexpr auto kPostTransferTime = static_cast<CURLINFO>(CURLINFO_OFF_T + 67);
inline constexpr auto kSslClientCert = static_cast<CURLcode>(98);
// The number that CURLE_PEER_FAILED_VERIFICATION was until 7.62, and that it has been since.
inline constexpr auto kOldPeerFailedVerification = static_cast<CURLcode>(51);
inline constexpr auto kPeerFailedVerification = static_cast<CURLcode>(60);
inline constexpr long kHttpVersion3 = 30;

#if LIBCURL_VERSION_NUM >= 0x075000
static_assert(kPrereqFunction == CURLOPT_PREREQFUNCTION && kPrereqData == CURLOPT_PREREQDATA &&
              kUrlObject == CURLOPT_CURLU && kHstsControl == CURLOPT_HSTS_CTRL &&
              kHstsFile == CURLOPT_HSTS && kEffectiveMethod == CURLINFO_EFFECTIVE_METHOD &&
              kSslClientCert == CURLE_SSL_CLIENTCERT && kHttpVersion3 == CURL_HTTP_VERSION_3);
#endif
#if LIBCURL_VERSION_NUM >= 0x080a00
static_assert(kUsedProxy == CURLINFO_USED_PROXY && kQueueTime == CURLINFO_QUEUE_TIME_T &&
              kPostTransferTime == CURLINFO_POSTTRANSFER_TIME_T);
#endif

}  // namespace otelwrap::curl::newer
