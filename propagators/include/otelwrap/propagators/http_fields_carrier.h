// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Carriers over the headers of Boost.Beast: any http::basic_fields, or a message, which is one.
//
//   HttpFieldsReader reader(request);    // Get() by the rules of inbound_carrier.h
//   HttpFieldsWriter writer(request);    // Set() replaces every line of that name
//
// Names are compared without regard to case. Threads: one thread at a time. Ownership: a reference
// to the fields, which must outlive the carrier. Errors: none; where memory is out the header is
// left out.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/propagators/inbound_carrier.h>
#include <boost/beast/http/fields.hpp>
#include <boost/core/no_exceptions_support.hpp>

#include <exception>

namespace otelwrap::propagators {

template <class Fields>
class HttpFieldsReader final : public InboundCarrier {
 public:
  explicit HttpFieldsReader(const Fields& fields) noexcept : fields_(fields) {}

 private:
  void ForEachLine(opentelemetry::nostd::string_view key,
                   LineCallback callback) const noexcept override {
    const auto lines = fields_.equal_range(::boost::beast::string_view(key.data(), key.size()));
    for (auto line = lines.first; line != lines.second; ++line) {
      const auto value = line->value();
      if (!callback({value.data(), value.size()})) return;
    }
  }

  const Fields& fields_;
};

template <class Fields>
class HttpFieldsWriter final : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  explicit HttpFieldsWriter(Fields& fields) noexcept : fields_(fields) {}

  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view) const noexcept override {
    return {};
  }

  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override {
    BOOST_TRY {
      fields_.set(::boost::beast::string_view(key.data(), key.size()),
                  ::boost::beast::string_view(value.data(), value.size()));
    }
    BOOST_CATCH(const std::exception&) {}  // see Errors above
    BOOST_CATCH_END
  }

 private:
  Fields& fields_;
};

}  // namespace otelwrap::propagators
