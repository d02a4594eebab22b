// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// libcurl's own symbols. Of a handle that was made through here every option is seen; any other
// (an exporter's) is passed on as it is.

#include <curl/curl.h>
#include <dlfcn.h>
#include <otelwrap/curl/handle.h>
#include <otelwrap/curl/multi.h>
#include <otelwrap/curl/next_library.h>
#include <otelwrap/interpose/curl.h>

#include <cstdarg>
#include <string_view>

#define OTELWRAP_INTERPOSED extern "C" __attribute__((visibility("default")))

namespace otelwrap::interpose {
namespace {

// The functions that come next, for handles that are not ours to trace.
struct Next {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_duphandle) easy_duphandle;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_multi_add_handle) multi_add_handle;
};

template <class Function>
void Find(const char* name, Function& function) noexcept {
  function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

Next FindNext() noexcept {
  Next next{};
  if (!curl::UseNextLibrary()) return next;
  Find("curl_easy_init", next.easy_init);
  Find("curl_easy_duphandle", next.easy_duphandle);
  Find("curl_easy_cleanup", next.easy_cleanup);
  Find("curl_easy_perform", next.easy_perform);
  Find("curl_multi_add_handle", next.multi_add_handle);
  return next;
}

const Next& TheNext() noexcept {
  static const Next next = FindNext();
  return next;
}

// Before main, so that wrapped objects of the program find the real library too.
[[gnu::constructor]] void FindNextEarly() { TheNext(); }

// An exporter's transfers must not become telemetry again.
bool IsExporter(const void* caller) noexcept {
  Dl_info info;
  if (dladdr(caller, &info) == 0 || info.dli_fname == nullptr) return false;
  std::string_view name = info.dli_fname;
  const size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  constexpr std::string_view kPrefix = "libopentelemetry_";
  return name.substr(0, kPrefix.size()) == kPrefix;
}

bool IsSeen(CURL* handle) noexcept { return handle != nullptr && curl::Trace(handle) != nullptr; }

using Kind = curl::OptionValue::Kind;

Kind KindOf(curl::OptionClass option) noexcept {
  switch (option) {
    case curl::OptionClass::kText:
    case curl::OptionClass::kKeptText:
      return Kind::kText;
    case curl::OptionClass::kList:
      return Kind::kList;
    case curl::OptionClass::kBlob:
      return Kind::kBlob;
    default:
      return Kind::kObject;
  }
}

curl::OptionValue ReadArgument(CURLoption option, va_list& arguments) noexcept {
  curl::OptionValue value;
  switch (curl::ClassOf(option)) {
    case curl::OptionClass::kLong:
      value.kind = Kind::kNumber;
      value.number = va_arg(arguments, long);
      break;
    case curl::OptionClass::kOffset:
      value.kind = Kind::kNumber;
      value.number = va_arg(arguments, curl_off_t);
      break;
    case curl::OptionClass::kFunction:
      value.kind = Kind::kFunction;
      value.function = va_arg(arguments, curl::OptionValue::Function);
      break;
    default:
      value.kind = KindOf(curl::ClassOf(option));
      value.pointer = va_arg(arguments, void*);
      break;
  }
  return value;
}

}  // namespace

bool SeesCurl() noexcept {
  return TheNext().easy_init != nullptr &&
         dlsym(RTLD_DEFAULT, "curl_easy_init") == reinterpret_cast<void*>(&curl_easy_init);
}

}  // namespace otelwrap::interpose

namespace curl = otelwrap::curl;
namespace interpose = otelwrap::interpose;

OTELWRAP_INTERPOSED CURL* curl_easy_init() {
  const interpose::Next& next = interpose::TheNext();
  if (next.easy_init == nullptr) return nullptr;
  return interpose::IsExporter(__builtin_return_address(0)) ? next.easy_init() : curl::Init();
}

// libcurl declares it so, and reads its arguments so.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wvarargs"
OTELWRAP_INTERPOSED CURLcode curl_easy_setopt(CURL* handle, CURLoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  const curl::OptionValue value = interpose::ReadArgument(option, arguments);
  va_end(arguments);
  return curl::SetOptValue(handle, option, value);
}
#pragma GCC diagnostic pop

OTELWRAP_INTERPOSED CURLcode curl_easy_perform(CURL* handle) {
  return interpose::IsSeen(handle) ? curl::Perform(handle)
                                   : interpose::TheNext().easy_perform(handle);
}

OTELWRAP_INTERPOSED void curl_easy_reset(CURL* handle) { curl::Reset(handle); }

OTELWRAP_INTERPOSED CURL* curl_easy_duphandle(CURL* handle) {
  return interpose::IsSeen(handle) ? curl::Duplicate(handle)
                                   : interpose::TheNext().easy_duphandle(handle);
}

OTELWRAP_INTERPOSED void curl_easy_cleanup(CURL* handle) {
  if (interpose::IsSeen(handle)) {
    curl::Cleanup(handle);
  } else {
    interpose::TheNext().easy_cleanup(handle);
  }
}

OTELWRAP_INTERPOSED CURLMcode curl_multi_add_handle(CURLM* multi, CURL* handle) {
  return interpose::IsSeen(handle) ? curl::MultiAdd(multi, handle)
                                   : interpose::TheNext().multi_add_handle(multi, handle);
}

OTELWRAP_INTERPOSED CURLMcode curl_multi_remove_handle(CURLM* multi, CURL* handle) {
  return curl::MultiRemove(multi, handle);
}

OTELWRAP_INTERPOSED CURLMsg* curl_multi_info_read(CURLM* multi, int* left) {
  return curl::MultiInfoRead(multi, left);
}

OTELWRAP_INTERPOSED CURLMcode curl_multi_cleanup(CURLM* multi) { return curl::MultiCleanup(multi); }
