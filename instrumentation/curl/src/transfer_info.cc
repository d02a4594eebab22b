// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer_info.h"

#include "library.h"

namespace otelwrap::curl {
namespace {

long ReadLong(CURL* handle, CURLINFO info) noexcept {
  long value = 0;
  return library.easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

std::chrono::microseconds ReadTime(CURL* handle, CURLINFO info) noexcept {
  curl_off_t value = 0;
  const bool ok = library.easy_getinfo(handle, info, &value) == CURLE_OK && value > 0;
  return std::chrono::microseconds(ok ? value : 0);
}

// Without a URL, or called inside itself, libcurl turns back before it forgets the last transfer.
bool Began(CURL* handle, CURLcode result) noexcept {
  if (result == CURLE_RECURSIVE_API_CALL || result == CURLE_BAD_FUNCTION_ARGUMENT) return false;
  if (result != CURLE_URL_MALFORMAT) return true;
  const char* url = nullptr;
  library.easy_getinfo(handle, CURLINFO_EFFECTIVE_URL, &url);
  return url != nullptr && *url != '\0';
}

}  // namespace

TransferInfo ReadTransferInfo(CURL* handle, CURLcode result) noexcept {
  TransferInfo info;
  info.result = result;
  if (!Began(handle, result)) return info;
  info.status = ReadLong(handle, CURLINFO_RESPONSE_CODE);
  info.http_version = ReadLong(handle, CURLINFO_HTTP_VERSION);
  const char* address = nullptr;
  if (library.easy_getinfo(handle, CURLINFO_PRIMARY_IP, &address) == CURLE_OK &&
      address != nullptr && *address != '\0') {
    info.peer_address.Assign(address);
    info.peer_port = ReadLong(handle, CURLINFO_PRIMARY_PORT);
  }
  return info;
}

ConnectionTimes ReadConnectionTimes(CURL* handle) noexcept {
  ConnectionTimes times;
  times.new_connections = ReadLong(handle, CURLINFO_NUM_CONNECTS);
  times.redirects = ReadLong(handle, CURLINFO_REDIRECT_COUNT);
  times.os_error = ReadLong(handle, CURLINFO_OS_ERRNO);
#if LIBCURL_VERSION_NUM >= 0x080700
  times.proxied = ReadLong(handle, CURLINFO_USED_PROXY) != 0;
#endif
  times.name_lookup = ReadTime(handle, CURLINFO_NAMELOOKUP_TIME_T);
  times.connect = ReadTime(handle, CURLINFO_CONNECT_TIME_T);
  times.tls = ReadTime(handle, CURLINFO_APPCONNECT_TIME_T);
  times.total = ReadTime(handle, CURLINFO_TOTAL_TIME_T);
  return times;
}

}  // namespace otelwrap::curl
