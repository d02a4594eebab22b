// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Carriers over any map from string to string (std::map, std::unordered_map, std::multimap):
// message headers, environment blocks, test fixtures.
//
//   std::map<std::string, std::string> headers;
//   StringMapWriter writer(headers);           // Set() replaces what is there
//   StringMapReader reader(headers);           // Get() by the rules of inbound_carrier.h
//
// Threads: one thread at a time. Ownership: a reference to the map, which must outlive the carrier.
// Errors: none; where memory is out the header is left out.

#pragma once

#include <otelwrap/propagators/inbound_carrier.h>
#include <otelwrap/propagators/without_throwing.h>

#include <string>

namespace otelwrap::propagators {

template <class Map>
class StringMapWriter final : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  explicit StringMapWriter(Map& map) noexcept : map_(map) {}

  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view) const noexcept override {
    return {};
  }

  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override {
    WithoutThrowing([&] {
      const std::string name(key.data(), key.size());
      map_.erase(name);
      map_.emplace(name, std::string(value.data(), value.size()));
    });
  }

 private:
  Map& map_;
};

template <class Map>
class StringMapReader final : public InboundCarrier {
 public:
  explicit StringMapReader(const Map& map) noexcept : map_(map) {}

 private:
  void ForEachLine(opentelemetry::nostd::string_view key,
                   LineCallback callback) const noexcept override {
    WithoutThrowing([&] {
      const auto range = map_.equal_range(std::string(key.data(), key.size()));
      for (auto line = range.first; line != range.second; ++line) {
        if (!callback({line->second.data(), line->second.size()})) return;
      }
    });
  }

  const Map& map_;
};

}  // namespace otelwrap::propagators
