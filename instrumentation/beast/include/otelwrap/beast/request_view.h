// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What telemetry wants to know of an HTTP request, as views: made from the headers of a Beast
// request, which must outlive it. Everything in it may have been written by a stranger.
//
// Threads: a value. Ownership: views of the request. Errors: none; what is not there is empty.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>

#include <string_view>

namespace otelwrap::beast {

struct RequestView {
  std::string_view method;  // as sent
  std::string_view target;  // as sent: path and query, or an absolute URL, or "*"
  unsigned version = 11;    // 10 or 11, as Beast counts
  std::string_view host;    // the Host header
  std::string_view user_agent;
  // Empty unless Options::trust_forwarded_headers.
  std::string_view forwarded;
  std::string_view forwarded_for;
  std::string_view forwarded_host;
  std::string_view forwarded_proto;
};

namespace internal {

inline std::string_view View(::boost::beast::string_view text) noexcept {
  return {text.data(), text.size()};
}

template <class Fields>
RequestView ViewOf(const ::boost::beast::http::header<true, Fields>& request,
                   bool forwarded) noexcept {
  using ::boost::beast::http::field;
  RequestView view;
  view.method = View(request.method_string());
  view.target = View(request.target());
  view.version = request.version();
  view.host = View(request[field::host]);
  view.user_agent = View(request[field::user_agent]);
  if (!forwarded) return view;
  view.forwarded = View(request[field::forwarded]);
  view.forwarded_for = View(request["X-Forwarded-For"]);
  view.forwarded_host = View(request["X-Forwarded-Host"]);
  view.forwarded_proto = View(request["X-Forwarded-Proto"]);
  return view;
}

}  // namespace internal
}  // namespace otelwrap::beast
