// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "handle_state.h"

#include <exception>

#include "newer_libcurl.h"
#include "url_parser.h"

namespace otelwrap::curl {
namespace {

void AssignText(std::string& to, const OptionValue& value) noexcept {
  const char* text = static_cast<const char*>(value.pointer);
  try {
    to.assign(text != nullptr ? text : "");
  } catch (const std::exception&) {
    to.clear();
  }
}

void ReadUrlObject(Curl_URL* object, std::string& to) noexcept {
  to.clear();
  try {
    url_parser::ReadObject(object, to);
  } catch (const std::exception&) {
    to.clear();
  }
}

}  // namespace

bool HandleState::Remembers(CURLoption option) noexcept {
  if (UserCallbacks::Has(option)) return true;
  switch (static_cast<int>(option)) {
    case CURLOPT_URL:
    case newer::kUrlObject:
    case CURLOPT_DEFAULT_PROTOCOL:
    case CURLOPT_PORT:
    case CURLOPT_HTTPHEADER:
    case CURLOPT_PROXY:
    case CURLOPT_PRE_PROXY:
    case CURLOPT_CONNECT_ONLY:
    case CURLOPT_CONNECT_TO:
    case CURLOPT_UNIX_SOCKET_PATH:
    case CURLOPT_ABSTRACT_UNIX_SOCKET:
    case CURLOPT_SHARE:
    case newer::kHstsControl:
    case newer::kHstsFile:
    case CURLOPT_CUSTOMREQUEST:
    case CURLOPT_HTTPGET:
    case CURLOPT_POST:
    case CURLOPT_UPLOAD:
    case 54:  // PUT, deprecated
    case CURLOPT_POSTFIELDS:
    case CURLOPT_COPYPOSTFIELDS:
    case CURLOPT_MIMEPOST:
    case 10024:  // HTTPPOST, deprecated
    case CURLOPT_NOBODY:
      return true;
    default:
      return false;
  }
}

void HandleState::Note(CURLoption option, const OptionValue& value) noexcept {
  if (UserCallbacks::Has(option)) {
    options_.callbacks.Note(option, value);
    if (transfer_) transfer_->FollowCallback(option);
    return;
  }
  switch (static_cast<int>(option)) {
    case CURLOPT_URL:
      AssignText(options_.url, value);
      url_is_read_ = false;
      break;
    case newer::kUrlObject:
      options_.url_object = static_cast<Curl_URL*>(value.pointer);
      url_is_read_ = false;
      break;
    case CURLOPT_DEFAULT_PROTOCOL:
      AssignText(options_.default_scheme, value);
      url_is_read_ = false;
      break;
    case CURLOPT_PORT:
      options_.port = static_cast<long>(value.number);
      url_is_read_ = false;
      break;
    case CURLOPT_HTTPHEADER:
      set_headers(static_cast<curl_slist*>(value.pointer));
      return;
    case CURLOPT_PROXY:
    case CURLOPT_PRE_PROXY:
      options_.has_proxy = value.pointer != nullptr && *static_cast<char*>(value.pointer) != '\0';
      return;
    case CURLOPT_CONNECT_ONLY:
      options_.connect_only = value.number != 0;
      return;
    case CURLOPT_CONNECT_TO:
      options_.connect_to = static_cast<curl_slist*>(value.pointer);
      return;
    case CURLOPT_UNIX_SOCKET_PATH:
    case CURLOPT_ABSTRACT_UNIX_SOCKET:
      options_.has_unix_socket = value.pointer != nullptr;
      return;
    case CURLOPT_SHARE:
    case newer::kHstsControl:
    case newer::kHstsFile:
      options_.may_upgrade = options_.may_upgrade || value.number != 0 || value.pointer != nullptr;
      return;
    default:
      options_.method.Note(option, value);
      break;
  }
  // The URL or the method.
  if (transfer_) transfer_->FollowRequest(options_.port);
}

void HandleState::Reset() noexcept {
  const bool may_upgrade = options_.may_upgrade;  // libcurl keeps what it knows, and the share
  options_ = SeenOptions{};
  options_.may_upgrade = may_upgrade;
  url_is_read_ = false;
  if (transfer_) transfer_->Forget();
}

void HandleState::set_headers(curl_slist* headers) noexcept {
  options_.headers = headers;
  if (transfer_) transfer_->FollowHeaders(headers);
}

[[gnu::hot]] Transfer& HandleState::StartTransfer(const Instrumentation& instrumentation,
                                                  CURL* handle, bool outlives_caller) noexcept {
  TransferRequest request{url_, described_, options_.method.Method(), &options_.trace,
                          &options_.callbacks};
  request.has_proxy = options_.has_proxy;
  request.port = options_.port;
  request.connects_elsewhere = options_.connect_to != nullptr || options_.has_unix_socket;
  request.may_upgrade = options_.may_upgrade;
  request.injection = &injection_;
  request.headers = options_.headers;
  request.outlives_caller = outlives_caller;
  return transfer_.emplace(instrumentation, handle, request);
}

[[gnu::hot]] const RequestUrl& HandleState::Url() noexcept {
  if (options_.url_object != nullptr) {
    // The user may change the object between two transfers.
    ReadUrlObject(options_.url_object, object_text_);
    url_.Read(object_text_, {}, options_.port);
    described_.Forget();
    url_is_read_ = false;
  } else if (!url_is_read_) {
    url_.Read(options_.url, options_.default_scheme, options_.port);
    described_.Forget();
    url_is_read_ = true;
  }
  return url_;
}

bool HandleState::StartForeignTransfer(const Instrumentation& instrumentation, CURL* handle,
                                       bool knows_headers) noexcept {
  RequestUrl url;
  url.Read(ReadUrl(handle));
  if (!url.IsHttp()) return false;
  is_foreign_ = true;
  described_.Forget();
  TransferRequest request{url, described_, {}};
  request.injection = knows_headers ? &injection_ : nullptr;
  request.headers = options_.headers;
  request.outlives_caller = true;
  transfer_.emplace(instrumentation, handle, request);
  return true;
}

}  // namespace otelwrap::curl
