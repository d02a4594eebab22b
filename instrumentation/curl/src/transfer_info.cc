// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer_info.h"

#include <algorithm>

#include "library.h"
#include "newer_libcurl.h"

namespace otelwrap::curl {
namespace {

[[gnu::hot]] long ReadLong(CURL* handle, CURLINFO info) noexcept {
  long value = 0;
  return library.easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

// Below 0: not known.
curl_off_t ReadOffset(CURL* handle, CURLINFO info) noexcept {
  curl_off_t value = -1;
  return library.easy_getinfo(handle, info, &value) == CURLE_OK ? value : -1;
}

std::chrono::microseconds ReadTime(CURL* handle, CURLINFO info) noexcept {
  curl_off_t value = 0;
  const bool ok = library.easy_getinfo(handle, info, &value) == CURLE_OK && value > 0;
  return std::chrono::microseconds(ok ? value : 0);
}

// What was reached (it is not 0) stays reached.
void MoveBack(std::chrono::microseconds& time, std::chrono::microseconds by) noexcept {
  if (by.count() > 0 && time.count() > 0) time = std::max(time - by, std::chrono::microseconds(1));
}

// Without a URL, or called inside itself, libcurl turns back before it forgets the last transfer.
bool Began(CURL* handle, CURLcode result) noexcept {
  if (result == CURLE_RECURSIVE_API_CALL || result == CURLE_BAD_FUNCTION_ARGUMENT) return false;
  return result != CURLE_URL_MALFORMAT || !ReadUrl(handle).empty();
}

std::string_view ReadText(CURL* handle, CURLINFO info) noexcept {
  const char* text = nullptr;
  const bool ok = library.easy_getinfo(handle, info, &text) == CURLE_OK && text != nullptr;
  return ok ? text : std::string_view();
}

}  // namespace

TransferInfo ReadTransferInfo(CURL* handle, CURLcode result) noexcept {
  TransferInfo info;
  info.result = result;
  info.began = Began(handle, result);
  if (!info.began) return info;
  ReadAnswer(handle, info);
  info.peer_address.Assign(ReadText(handle, CURLINFO_PRIMARY_IP));
  if (!info.peer_address.empty()) info.peer_port = ReadLong(handle, CURLINFO_PRIMARY_PORT);
  return info;
}

[[gnu::hot]] void ReadAnswer(CURL* handle, TransferInfo& info) noexcept {
  info.status = ReadStatus(handle);
  info.http_version = ReadLong(handle, CURLINFO_HTTP_VERSION);
}

[[gnu::hot]] long ReadStatus(CURL* handle) noexcept {
  return ReadLong(handle, CURLINFO_RESPONSE_CODE);
}

[[gnu::hot]] long ReadNewConnections(CURL* handle) noexcept {
  return ReadLong(handle, CURLINFO_NUM_CONNECTS);
}

std::chrono::microseconds ReadNameLookup(CURL* handle) noexcept {
  return ReadTime(handle, CURLINFO_NAMELOOKUP_TIME_T);
}

std::chrono::microseconds ReadReady(CURL* handle) noexcept {
  return ReadTime(handle, CURLINFO_PRETRANSFER_TIME_T);
}

std::chrono::microseconds ReadQueueWait(CURL* handle) noexcept {
  return ReadTime(handle, newer::kQueueTime);
}

long ReadHeaderBytes(CURL* handle) noexcept { return ReadLong(handle, CURLINFO_HEADER_SIZE); }

std::string_view ReadUrl(CURL* handle) noexcept { return ReadText(handle, CURLINFO_EFFECTIVE_URL); }

std::string_view ReadMethod(CURL* handle) noexcept {
  return ReadText(handle, newer::kEffectiveMethod);
}

ConnectionTimes ReadConnectionTimes(CURL* handle) noexcept {
  ConnectionTimes times;
  times.new_connections = ReadNewConnections(handle);
  times.redirects = ReadLong(handle, CURLINFO_REDIRECT_COUNT);
  times.os_error = ReadLong(handle, CURLINFO_OS_ERRNO);
  times.proxied = ReadLong(handle, newer::kUsedProxy) != 0;
  times.name_lookup = ReadNameLookup(handle);
  times.connect = ReadTime(handle, CURLINFO_CONNECT_TIME_T);
  times.tls = ReadTime(handle, CURLINFO_APPCONNECT_TIME_T);
  times.total =
      ReadTime(handle, CURLINFO_TOTAL_TIME_T) - ReadTime(handle, CURLINFO_REDIRECT_TIME_T);
  return times;
}

ExchangeTimes ReadExchangeTimes(CURL* handle) noexcept {
  ExchangeTimes times;
  times.ready = ReadReady(handle);
  times.sent = ReadTime(handle, newer::kPostTransferTime);
  times.first_byte = ReadTime(handle, CURLINFO_STARTTRANSFER_TIME_T);
  times.body_left = ReadOffset(handle, CURLINFO_CONTENT_LENGTH_UPLOAD_T) >
                    ReadOffset(handle, CURLINFO_SIZE_UPLOAD_T);
  return times;
}

BodySizes ReadBodySizes(CURL* handle) noexcept {
  return {ReadOffset(handle, CURLINFO_SIZE_UPLOAD_T), ReadOffset(handle, CURLINFO_SIZE_DOWNLOAD_T)};
}

ExchangeTimes ExchangeTimes::Since(const ExchangeTimes& earlier) const noexcept {
  ExchangeTimes since = *this;
  since.ready -= earlier.ready;
  since.sent -= earlier.sent;
  since.first_byte -= earlier.first_byte;
  return since;
}

ExchangeTimes ExchangeTimes::ByTheHopsClock() const noexcept {
  ExchangeTimes times = *this;
  const Time ahead = ready - request;
  for (Time* each : {&times.sent, &times.first_byte}) {
    if (each->count() > 0) *each = std::max(*each - ahead, Time(1));
  }
  return times;
}

ConnectionTimes ConnectionTimes::Later(Time by) const noexcept {
  ConnectionTimes times = *this;
  for (Time* each : {&times.name_lookup, &times.connect, &times.tls}) {
    if (each->count() > 0) *each += by;
  }
  return times;
}

ConnectionTimes ConnectionTimes::OverAt(Time age) const noexcept {
  ConnectionTimes times = *this;
  const Time ahead = std::max({name_lookup, connect, tls, total}) - age;
  for (Time* each : {&times.name_lookup, &times.connect, &times.tls, &times.total}) {
    MoveBack(*each, ahead);
  }
  return times;
}

[[gnu::hot]] ConnectionTimes ConnectionTimes::Since(const ConnectionTimes& earlier) const noexcept {
  ConnectionTimes since = *this;
  since.new_connections -= earlier.new_connections;
  since.name_lookup -= earlier.name_lookup;
  since.connect -= earlier.connect;
  since.tls -= earlier.tls;
  return since;
}

}  // namespace otelwrap::curl
