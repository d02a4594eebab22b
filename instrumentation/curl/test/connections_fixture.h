// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the metrics of connections share: the count of them, over all servers.

#pragma once

#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <variant>

#include "multi_fixture.h"
#include "tls_server.h"

namespace otelwrap::curl {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

inline constexpr char kOpen[] = "http.client.open_connections";
inline constexpr char kDuration[] = "http.client.connection.duration";

inline std::shared_ptr<const Instrumentation> CountingConnections() {
  Options options;
  options.connections = true;
  options.phases = Phases::kOff;
  return MakeInstrumentation(options);
}

// As sums over all servers.
struct Counted {
  double active = 0;
  double idle = 0;
  uint64_t closed = 0;
};

inline bool operator==(const Counted& a, const Counted& b) {
  return a.active == b.active && a.idle == b.idle && a.closed == b.closed;
}
inline void PrintTo(const Counted& counted, std::ostream* out) {
  *out << "active " << counted.active << ", idle " << counted.idle << ", closed " << counted.closed;
}

inline Counted Count(const MetricCatcher& metrics) {
  Counted counted;
  for (const MetricPoint& point : metrics.Collect()) {
    if (point.name == kDuration) counted.closed += point.count;
    if (point.name != kOpen) continue;
    const auto state =
        std::get<std::string>(point.attributes.at("http.connection.state").variant());
    (state == "active" ? counted.active : counted.idle) += point.value;
  }
  return counted;
}

class ConnectionsTest : public TlsTest {
 protected:
  Counted Now() const { return Count(metrics_); }
  static Easy Get(const std::string& url) { return MakeEasy(url, CountingConnections()); }
};

class Share {
 public:
  Share() : share_(curl_share_init()) {
    curl_share_setopt(share_, CURLSHOPT_LOCKFUNC, &Lock);
    curl_share_setopt(share_, CURLSHOPT_UNLOCKFUNC, &Unlock);
    curl_share_setopt(share_, CURLSHOPT_USERDATA, this);
    curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  }
  ~Share() { curl_share_cleanup(share_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  CURLSH* get() { return share_; }

 private:
  static void Lock(CURL*, curl_lock_data data, curl_lock_access, void* share) {
    static_cast<Share*>(share)->mutexes_[data].lock();
  }
  static void Unlock(CURL*, curl_lock_data data, void* share) {
    static_cast<Share*>(share)->mutexes_[data].unlock();
  }
  CURLSH* share_;
  std::mutex mutexes_[CURL_LOCK_DATA_LAST];
};

}  // namespace otelwrap::curl
