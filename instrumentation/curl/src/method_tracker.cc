// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "method_tracker.h"

#include <exception>

namespace otelwrap::curl {
namespace {

constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT"};

}  // namespace

void MethodTracker::Note(CURLoption option, const OptionValue& value) noexcept {
  const bool on = value.number != 0;
  switch (static_cast<int>(option)) {
    case CURLOPT_CUSTOMREQUEST:
      NoteCustom(static_cast<const char*>(value.pointer));
      break;
    case CURLOPT_HTTPGET:
      if (on) Choose(Kind::kGet);
      break;
    case CURLOPT_POST:
      if (on) {
        Choose(Kind::kPost);
      } else {
        kind_ = Kind::kGet;
      }
      break;
    case CURLOPT_UPLOAD:
    case 54:  // PUT, deprecated
      if (on) {
        Choose(Kind::kPut);
      } else {
        kind_ = Kind::kGet;
      }
      break;
    case CURLOPT_POSTFIELDS:
    case CURLOPT_COPYPOSTFIELDS:
      kind_ = Kind::kPost;
      break;
    case CURLOPT_MIMEPOST:
    case 10024:  // HTTPPOST, deprecated
      Choose(Kind::kPost);
      break;
    case CURLOPT_NOBODY:
      no_body_ = on;
      if (on) {
        kind_ = Kind::kHead;
      } else if (kind_ == Kind::kHead) {
        kind_ = Kind::kGet;
      }
      break;
    default:
      break;
  }
}

void MethodTracker::NoteCustom(const char* method) noexcept {
  has_custom_ = method != nullptr;
  custom_.clear();
  if (method == nullptr) return;
  try {
    custom_ = method;
  } catch (const std::exception&) {
    custom_.clear();
  }
}

[[gnu::hot]] std::string_view MethodTracker::Method() const noexcept {
  if (has_custom_) return custom_;
  return no_body_ ? std::string_view("HEAD") : kMethods[static_cast<size_t>(kind_)];
}

}  // namespace otelwrap::curl
