// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The argument of SetOpt: what curl_easy_setopt takes as `...`, with its type checked. A wrong type
// for an option (a number for CURLOPT_URL, a pointer for CURLOPT_TIMEOUT, a temporary string that
// libcurl would keep a pointer to) does not compile where the compiler sees the option's value:
// always with clang, with gcc when it optimises. What is not seen at compile time is answered with
// CURLE_BAD_FUNCTION_ARGUMENT, and the handle is left as it was.
//
// Any whole number or enum is taken for options of `long` and of curl_off_t, and converted. A
// nullptr is taken by every pointer option.
//
// Threads: plain values. Ownership: the pointers are the caller's, and must live as long as libcurl
// says for each option.

#pragma once

#include <curl/curl.h>

#include <otelwrap/curl/option_class.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

struct curl_blob;  // headers before 7.71 lack it

namespace otelwrap::curl {

struct OptionValue {
  enum class Kind : uint8_t {
    kNumber,
    kText,             // char*
    kString,           // a std::string that has a name
    kTemporaryString,  // one that is gone when SetOpt returns
    kList,
    kObject,
    kFunction,
    kBlob,
    kNull,
  };
  using Function = void (*)();

  Kind kind = Kind::kNull;
  curl_off_t number = 0;
  void* pointer = nullptr;
  Function function = nullptr;
};

// Inlined always, so that gcc sees through it at any level of optimisation.
[[gnu::always_inline]] constexpr bool Takes(OptionClass option, OptionValue::Kind value) noexcept {
  using Kind = OptionValue::Kind;
  if (option == OptionClass::kLong || option == OptionClass::kOffset) return value == Kind::kNumber;
  if (value == Kind::kNull) return true;
  const bool kept_text = value == Kind::kText || value == Kind::kString;
  switch (option) {
    case OptionClass::kText:
      return kept_text || value == Kind::kTemporaryString;
    case OptionClass::kKeptText:
      return kept_text || value == Kind::kObject;
    case OptionClass::kObject:
      return value == Kind::kObject || value == Kind::kText || value == Kind::kList ||
             value == Kind::kBlob;
    case OptionClass::kList:
      return value == Kind::kList;
    case OptionClass::kFunction:
      return value == Kind::kFunction;
    case OptionClass::kBlob:
      return value == Kind::kBlob;
    default:
      return false;
  }
}

namespace internal {

template <class T>
inline constexpr bool kNeverOfThatType = false;

// `T` as a forwarding reference deduces it: a reference for what has a name.
template <class T>
constexpr OptionValue::Kind KindOf() noexcept {
  using Kind = OptionValue::Kind;
  using Value = std::decay_t<T>;
  using Pointee = std::remove_cv_t<std::remove_pointer_t<Value>>;
  if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>) {
    return Kind::kNumber;
  } else if constexpr (std::is_same_v<Value, std::nullptr_t>) {
    return Kind::kNull;
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return std::is_lvalue_reference_v<T> ? Kind::kString : Kind::kTemporaryString;
  } else if constexpr (std::is_pointer_v<Value> && std::is_function_v<Pointee>) {
    return Kind::kFunction;
  } else if constexpr (std::is_pointer_v<Value>) {
    return std::is_same_v<Pointee, char>         ? Kind::kText
           : std::is_same_v<Pointee, curl_slist> ? Kind::kList
           : std::is_same_v<Pointee, curl_blob>  ? Kind::kBlob
                                                 : Kind::kObject;
  } else {
    static_assert(kNeverOfThatType<T>, "no option of libcurl takes an argument of this type");
  }
}

template <class T>
OptionValue MakeOptionValue(T&& value) noexcept {
  using Kind = OptionValue::Kind;
  OptionValue made;
  made.kind = KindOf<T>();
  if constexpr (KindOf<T>() == Kind::kNumber) {
    made.number = static_cast<curl_off_t>(value);
  } else if constexpr (KindOf<T>() == Kind::kString || KindOf<T>() == Kind::kTemporaryString) {
    made.pointer = const_cast<char*>(value.c_str());
  } else if constexpr (KindOf<T>() == Kind::kFunction) {
    made.function = reinterpret_cast<OptionValue::Function>(static_cast<std::decay_t<T>>(value));
  } else if constexpr (KindOf<T>() != Kind::kNull) {
    made.pointer = const_cast<void*>(static_cast<const void*>(value));
  }
  return made;
}

template <class T>
[[gnu::always_inline]] constexpr bool IsTaken(CURLoption option) noexcept {
  return Takes(ClassOf(option), KindOf<T>());
}

}  // namespace internal
}  // namespace otelwrap::curl

// What makes a wrong type a compile error: an attribute of the function for clang, a call that must
// not be left over for gcc.
#ifdef __clang__
#define OTELWRAP_CURL_REFUSE_WRONG_TYPE(type, option)                                        \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wgcc-compat\"")      \
      __attribute__((diagnose_if(!::otelwrap::curl::internal::IsTaken<type>(option),         \
                                 "this option of libcurl takes an argument of another type", \
                                 "error"))) _Pragma("clang diagnostic pop")
#define OTELWRAP_CURL_CHECK_TYPE(type, option) static_cast<void>(0)
#else
#define OTELWRAP_CURL_REFUSE_WRONG_TYPE(type, option)
#define OTELWRAP_CURL_CHECK_TYPE(type, option)                              \
  do {                                                                      \
    const bool taken = ::otelwrap::curl::internal::IsTaken<type>(option);   \
    if (__builtin_constant_p(taken) && !taken) {                            \
      ::otelwrap::curl::internal::ThisOptionTakesAnArgumentOfAnotherType(); \
    }                                                                       \
  } while (false)
namespace otelwrap::curl::internal {
__attribute__((error("this option of libcurl takes an argument of another type"))) void
ThisOptionTakesAnArgumentOfAnotherType();
}  // namespace otelwrap::curl::internal
#endif
