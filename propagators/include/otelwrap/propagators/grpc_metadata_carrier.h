// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Carriers over gRPC metadata, for code that propagates by hand; otelwrap::grpc uses them too.
//
//   GrpcContextWriter writer(client_context);             // before the call is started
//   GrpcMetadataWriter writer(*methods->GetSendInitialMetadata());   // in an interceptor
//   GrpcMetadataReader reader(server_context.client_metadata());     // by inbound_carrier.h
//
// Keys go out in lower case. gRPC ends the process when it meets an illegal key or value, so such a
// pair is dropped whole: legal are keys of 0-9 a-z _ - . and values of printable ASCII; the value
// of a key that ends in "-bin" may be any bytes.
//
// Threads: one thread at a time. Ownership: a reference to the metadata, which must outlive the
// carrier. Errors: none; where memory is out the pair is left out.

#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/string_ref.h>

#include <otelwrap/propagators/inbound_carrier.h>
#include <otelwrap/propagators/without_throwing.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <utility>

namespace otelwrap::propagators {

// The key as gRPC wants it, in lower case; empty where there is no legal form of it.
inline std::string GrpcMetadataKey(opentelemetry::nostd::string_view key) {
  std::string lower(key.data(), key.size());
  for (char& c : lower) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool legal =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!legal) return {};
  }
  return lower;
}

inline bool IsLegalGrpcValue(const std::string& lower_key,
                             opentelemetry::nostd::string_view value) noexcept {
  constexpr char kBinary[] = "-bin";
  constexpr size_t kSize = sizeof kBinary - 1;
  if (lower_key.size() > kSize &&
      lower_key.compare(lower_key.size() - kSize, kSize, kBinary) == 0) {
    return true;
  }
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

// What the two writers share: Put() gets legal pairs only.
class GrpcWriter : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view) const noexcept final {
    return {};
  }

  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept final {
    WithoutThrowing([&] {
      std::string name = GrpcMetadataKey(key);
      if (name.empty() || !IsLegalGrpcValue(name, value)) return;
      Put(std::move(name), std::string(value.data(), value.size()));
    });
  }

 protected:
  virtual void Put(std::string key, std::string value) = 0;
};

// Set() replaces what is there.
class GrpcMetadataWriter final : public GrpcWriter {
 public:
  using Metadata = std::multimap<std::string, std::string>;
  explicit GrpcMetadataWriter(Metadata& metadata) noexcept : metadata_(metadata) {}

 private:
  void Put(std::string key, std::string value) override {
    metadata_.erase(key);
    metadata_.emplace(std::move(key), std::move(value));
  }

  Metadata& metadata_;
};

// Set() adds: a ClientContext can't take metadata back, so propagate into each one once.
class GrpcContextWriter final : public GrpcWriter {
 public:
  explicit GrpcContextWriter(::grpc::ClientContext& context) noexcept : context_(context) {}

 private:
  void Put(std::string key, std::string value) override { context_.AddMetadata(key, value); }

  ::grpc::ClientContext& context_;
};

class GrpcMetadataReader final : public InboundCarrier {
 public:
  using Metadata = std::multimap<::grpc::string_ref, ::grpc::string_ref>;
  explicit GrpcMetadataReader(const Metadata& metadata) noexcept : metadata_(metadata) {}

 private:
  void ForEachLine(opentelemetry::nostd::string_view key,
                   LineCallback callback) const noexcept override {
    WithoutThrowing([&] {
      const std::string name = GrpcMetadataKey(key);
      const auto range = metadata_.equal_range(::grpc::string_ref(name.data(), name.size()));
      for (auto line = range.first; line != range.second; ++line) {
        if (!callback({line->second.data(), line->second.size()})) return;
      }
    });
  }

  const Metadata& metadata_;
};

}  // namespace otelwrap::propagators
