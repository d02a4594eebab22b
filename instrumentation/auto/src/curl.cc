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

// In a program whose libcurl is an archive the linker exchanges the symbols (--wrap); else they are
// defined here, and the library's own come next.
#ifdef OTELWRAP_INTERPOSE_WRAP
#define OTELWRAP_NAME(function) __wrap_##function
#define OTELWRAP_REAL(function) &__real_##function
#else
#define OTELWRAP_NAME(function) function
#define OTELWRAP_REAL(function) nullptr
#endif
#define OTELWRAP_INTERPOSED extern "C" __attribute__((visibility("default")))

#ifdef OTELWRAP_INTERPOSE_WRAP
#define OTELWRAP_DECLARE(function)             \
  extern decltype(function) __wrap_##function; \
  extern decltype(function) __real_##function
extern "C" {
OTELWRAP_DECLARE(curl_easy_init);
OTELWRAP_DECLARE(curl_easy_setopt);
OTELWRAP_DECLARE(curl_easy_perform);
OTELWRAP_DECLARE(curl_easy_reset);
OTELWRAP_DECLARE(curl_easy_duphandle);
OTELWRAP_DECLARE(curl_easy_cleanup);
OTELWRAP_DECLARE(curl_multi_add_handle);
OTELWRAP_DECLARE(curl_multi_remove_handle);
OTELWRAP_DECLARE(curl_multi_info_read);
OTELWRAP_DECLARE(curl_multi_cleanup);
}
#endif

namespace otelwrap::interpose {
namespace {

// The real functions, for handles that are not ours to trace too.
curl::NextLibrary FindNext() noexcept {
  curl::NextLibrary next{
      OTELWRAP_REAL(curl_easy_init),           OTELWRAP_REAL(curl_easy_duphandle),
      OTELWRAP_REAL(curl_easy_reset),          OTELWRAP_REAL(curl_easy_cleanup),
      OTELWRAP_REAL(curl_easy_perform),        OTELWRAP_REAL(curl_easy_setopt),
      OTELWRAP_REAL(curl_multi_cleanup),       OTELWRAP_REAL(curl_multi_add_handle),
      OTELWRAP_REAL(curl_multi_remove_handle), OTELWRAP_REAL(curl_multi_info_read)};
  return curl::UseNextLibrary(next) ? next : curl::NextLibrary{};
}

const curl::NextLibrary& TheNext() noexcept {
  static const curl::NextLibrary next = FindNext();
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
#ifdef OTELWRAP_INTERPOSE_WRAP
  // What the linker makes of the name; the compiler would take the two to be different.
  decltype(&curl_easy_init) volatile called = &curl_easy_init;
  return called == &__wrap_curl_easy_init;
#else
  return TheNext().easy_init != nullptr &&
         dlsym(RTLD_DEFAULT, "curl_easy_init") == reinterpret_cast<void*>(&curl_easy_init);
#endif
}

}  // namespace otelwrap::interpose

namespace curl = otelwrap::curl;
namespace interpose = otelwrap::interpose;

OTELWRAP_INTERPOSED CURL* OTELWRAP_NAME(curl_easy_init)() {
  const curl::NextLibrary& next = interpose::TheNext();
  if (next.easy_init == nullptr) return nullptr;
  return interpose::IsExporter(__builtin_return_address(0)) ? next.easy_init() : curl::Init();
}

// libcurl declares it so, and reads its arguments so.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wvarargs"
OTELWRAP_INTERPOSED CURLcode OTELWRAP_NAME(curl_easy_setopt)(CURL* handle, CURLoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  const curl::OptionValue value = interpose::ReadArgument(option, arguments);
  va_end(arguments);
  return curl::SetOptValue(handle, option, value);
}
#pragma GCC diagnostic pop

OTELWRAP_INTERPOSED CURLcode OTELWRAP_NAME(curl_easy_perform)(CURL* handle) {
  return interpose::IsSeen(handle) ? curl::Perform(handle)
                                   : interpose::TheNext().easy_perform(handle);
}

OTELWRAP_INTERPOSED void OTELWRAP_NAME(curl_easy_reset)(CURL* handle) { curl::Reset(handle); }

OTELWRAP_INTERPOSED CURL* OTELWRAP_NAME(curl_easy_duphandle)(CURL* handle) {
  return interpose::IsSeen(handle) ? curl::Duplicate(handle)
                                   : interpose::TheNext().easy_duphandle(handle);
}

OTELWRAP_INTERPOSED void OTELWRAP_NAME(curl_easy_cleanup)(CURL* handle) {
  if (interpose::IsSeen(handle)) {
    curl::Cleanup(handle);
  } else {
    interpose::TheNext().easy_cleanup(handle);
  }
}

OTELWRAP_INTERPOSED CURLMcode OTELWRAP_NAME(curl_multi_add_handle)(CURLM* multi, CURL* handle) {
  return interpose::IsSeen(handle) ? curl::MultiAdd(multi, handle)
                                   : interpose::TheNext().multi_add_handle(multi, handle);
}

OTELWRAP_INTERPOSED CURLMcode OTELWRAP_NAME(curl_multi_remove_handle)(CURLM* multi, CURL* handle) {
  return curl::MultiRemove(multi, handle);
}

OTELWRAP_INTERPOSED CURLMsg* OTELWRAP_NAME(curl_multi_info_read)(CURLM* multi, int* left) {
  return curl::MultiInfoRead(multi, left);
}

OTELWRAP_INTERPOSED CURLMcode OTELWRAP_NAME(curl_multi_cleanup)(CURLM* multi) {
  return curl::MultiCleanup(multi);
}
