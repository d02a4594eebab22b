// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "server_calls.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <type_traits>
#include <utility>

namespace otelwrap::grpc {
namespace {

struct alignas(64) Bucket {
  std::mutex mutex;
  ServerCall* first = nullptr;
};

Bucket& BucketOf(const ::grpc::ServerContextBase* key) noexcept {
  constexpr size_t kBuckets = 64;
  constexpr unsigned kTopBits = 58;
  constexpr uint64_t kSpread = 0x9E3779B97F4A7C15U;
  static std::array<Bucket, kBuckets> buckets;
  // Calls may end when the program does: there is nothing that a destructor could take away.
  static_assert(std::is_trivially_destructible_v<Bucket>);
  return buckets[(reinterpret_cast<uintptr_t>(key) * kSpread) >> kTopBits];
}

}  // namespace

ServerCall::ServerCall(const ::grpc::ServerContextBase* key,
                       opentelemetry::context::Context context) noexcept
    : key_(key), context_(std::move(context)) {
  Bucket& bucket = BucketOf(key_);
  const std::lock_guard<std::mutex> lock(bucket.mutex);
  next_ = bucket.first;
  if (next_ != nullptr) next_->link_ = &next_;
  link_ = &bucket.first;
  bucket.first = this;
}

ServerCall::~ServerCall() {
  const std::lock_guard<std::mutex> lock(BucketOf(key_).mutex);
  *link_ = next_;
  if (next_ != nullptr) next_->link_ = link_;
}

bool ServerCall::Find(const ::grpc::ServerContextBase* key,
                      opentelemetry::context::Context& context) noexcept {
  Bucket& bucket = BucketOf(key);
  const std::lock_guard<std::mutex> lock(bucket.mutex);
  const ServerCall* call = bucket.first;
  while (call != nullptr && call->key_ != key) call = call->next_;
  if (call == nullptr) return false;
  context = call->context_;
  return true;
}

}  // namespace otelwrap::grpc
