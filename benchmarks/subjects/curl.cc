// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A GET that is answered with two headers and 1,024 bytes: by a stub on other threads, or by nginx.
// Only the client's thread is timed, so that the server's work is not.
//
//   easy         the handles in turn, one transfer each, on connections that are kept
//   multi        all handles at once in one CURLM*
//   connecting   a new connection for each transfer, whose connect is a phase

#include <curl/curl.h>
#include <otelwrap/curl/easy.h>
#include <otelwrap/curl/multi.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "by_hand/curl.h"
#include "harness/nginx.h"
#include "harness/subject.h"
#include "subjects/curl_server.h"

namespace otelwrap::benchmarks {
namespace {

struct Setting {
  const std::string& (*url)() = StubUrl;
  size_t handles = 1;
  bool connecting = false;
  bool exchange_phases = false;
};

size_t CountBody(char*, size_t size, size_t count, void* total) {
  *static_cast<size_t*>(total) += size * count;
  return size * count;
}

void Check(CURLcode result, size_t received) {
  if (result != CURLE_OK || received != kCurlBodySize) {
    throw std::runtime_error(std::string("curl subject: ") + curl_easy_strerror(result));
  }
}

class BareClient {
 public:
  explicit BareClient(const Setting& setting) : handle_(curl_easy_init(), curl_easy_cleanup) {
    curl_easy_setopt(handle(), CURLOPT_URL, setting.url().c_str());
    curl_easy_setopt(handle(), CURLOPT_WRITEFUNCTION, CountBody);
    curl_easy_setopt(handle(), CURLOPT_WRITEDATA, &received_);
    curl_easy_setopt(handle(), CURLOPT_FORBID_REUSE, setting.connecting ? 1L : 0L);
  }
  CURL* handle() const { return handle_.get(); }
  CURLcode Perform() { return curl_easy_perform(handle()); }
  size_t TakeReceived() { return std::exchange(received_, 0); }

 private:
  std::unique_ptr<CURL, void (*)(CURL*)> handle_;
  size_t received_ = 0;
};

std::shared_ptr<const curl::Instrumentation> InstrumentationOf(const Setting& setting) {
  if (!setting.exchange_phases) return nullptr;
  curl::Options options;
  options.exchange_phases = true;
  return curl::Make(options).value;
}

class TracedClient {
 public:
  explicit TracedClient(const Setting& setting) : easy_(InstrumentationOf(setting)) {
    easy_.SetOpt(CURLOPT_URL, setting.url());
    easy_.SetOpt(CURLOPT_WRITEFUNCTION, CountBody);
    easy_.SetOpt(CURLOPT_WRITEDATA, &received_);
    easy_.SetOpt(CURLOPT_FORBID_REUSE, setting.connecting ? 1 : 0);
  }
  CURL* handle() const { return easy_; }
  CURLcode Perform() { return easy_.Perform(); }
  size_t TakeReceived() { return std::exchange(received_, 0); }

 private:
  curl::Easy easy_;
  size_t received_ = 0;
};

class BareMulti {
 public:
  BareMulti() : multi_(curl_multi_init(), curl_multi_cleanup) {}
  operator CURLM*() const { return multi_.get(); }  // NOLINT(google-explicit-constructor)
  CURLMcode Add(CURL* handle) { return curl_multi_add_handle(multi_.get(), handle); }
  CURLMcode Remove(CURL* handle) { return curl_multi_remove_handle(multi_.get(), handle); }
  CURLMsg* InfoRead(int* left) { return curl_multi_info_read(multi_.get(), left); }

 private:
  std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> multi_;
};

template <class Client>
using Clients = std::vector<std::unique_ptr<Client>>;

template <class Client>
Clients<Client> MakeClients(const Setting& setting) {
  Clients<Client> clients(setting.handles);
  for (auto& client : clients) client = std::make_unique<Client>(setting);
  return clients;
}

// Made at the first call, and kept.
template <class Client>
Work InTurn(const Setting& setting) {
  auto clients = std::make_shared<Clients<Client>>();
  auto next = std::make_shared<size_t>(0);
  return [setting, clients, next](size_t times) {
    if (clients->empty()) *clients = MakeClients<Client>(setting);
    for (size_t i = 0; i < times; ++i) {
      Client& client = *(*clients)[(*next)++ % clients->size()];
      const CURLcode result = client.Perform();
      Check(result, client.TakeReceived());
    }
  };
}

template <class Client, class Multi>
void Run(Multi& multi, const Clients<Client>& clients, size_t count) {
  for (size_t i = 0; i < count; ++i) multi.Add(clients[i]->handle());
  int running = 0;
  do {
    curl_multi_perform(multi, &running);
    if (running > 0) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  } while (running > 0);
  int left = 0;
  while (CURLMsg* message = multi.InfoRead(&left)) {
    Check(message->data.result, kCurlBodySize);
  }
  for (size_t i = 0; i < count; ++i) {
    multi.Remove(clients[i]->handle());
    Check(CURLE_OK, clients[i]->TakeReceived());
  }
}

template <class Client, class Multi>
Work Together(const Setting& setting) {
  auto clients = std::make_shared<Clients<Client>>();
  auto multi = std::make_shared<std::unique_ptr<Multi>>();
  return [setting, clients, multi](size_t times) {
    if (clients->empty()) {
      *clients = MakeClients<Client>(setting);
      *multi = std::make_unique<Multi>();
    }
    while (times > 0) {
      const size_t count = std::min(times, clients->size());
      Run(**multi, *clients, count);
      times -= count;
    }
  };
}

ComponentRegistration Easy(const char* name, const Setting& setting,
                           const std::function<std::string()>& missing = nullptr) {
  return {name, InTurn<BareClient>(setting), InTurn<TracedClient>(setting), missing};
}

ComponentRegistration Multi(const char* name, const Setting& setting,
                            const std::function<std::string()>& missing = nullptr) {
  return {name, Together<BareClient, BareMulti>(setting),
          Together<TracedClient, curl::Multi>(setting), missing};
}

class HandClient {
 public:
  HandClient() : client_(StubUrl()) {
    curl_easy_setopt(client_.handle(), CURLOPT_WRITEFUNCTION, CountBody);
    curl_easy_setopt(client_.handle(), CURLOPT_WRITEDATA, &received_);
  }
  CurlClientWithHeader& client() { return client_; }
  size_t TakeReceived() { return std::exchange(received_, 0); }

 private:
  CurlClientWithHeader client_;
  size_t received_ = 0;
};

// What one more header of a traceparent's size costs libcurl and the server.
void WithHeader(size_t times) {
  static HandClient hand;
  for (size_t i = 0; i < times; ++i) {
    const CURLcode result = hand.client().Perform();
    Check(result, hand.TakeReceived());
  }
}

void ByHand(size_t times) {
  static HandClient hand;
  CurlByHand traced(hand.client(), StubUrl());
  for (size_t i = 0; i < times; ++i) {
    const CURLcode result = traced.Perform();
    Check(result, hand.TakeReceived());
  }
}

// The same with hand-written code as the floor.
struct GetRegistration {
  GetRegistration() {
    const Work ours = InTurn<TracedClient>({});
    AllCases().push_back({"curl-get", Mode::kBare, InTurn<BareClient>({}), WithHeader, {}});
    for (const Mode mode : {Mode::kOff, Mode::kNoop}) {
      AllCases().push_back({"curl-get", mode, ours, nullptr, {}, true});
    }
    for (const Mode mode : {Mode::kUnsampled, Mode::kSampled}) {
      AllCases().push_back({"curl-get", mode, ours, ByHand, {}, true});
    }
  }
};

struct ExchangeRegistration {
  ExchangeRegistration() {
    Setting setting;
    setting.exchange_phases = true;
    const std::string name = "curl-get-phases";
    AllCases().push_back({name, Mode::kBare, InTurn<BareClient>(setting), nullptr, {}});
    AllCases().push_back({name, Mode::kSampled, InTurn<TracedClient>(setting), nullptr, {}, true});
  }
};

const GetRegistration kGet;
const ExchangeRegistration kExchange;
const ComponentRegistration kGet100 = Easy("curl-get-100", {StubUrl, 100});
const ComponentRegistration kConnecting = Easy("curl-connecting", {StubUrl, 1, true});
const ComponentRegistration kNginx = Easy("curl-nginx", {NginxUrl}, MissingNginx);
const ComponentRegistration kMulti1 = Multi("curl-multi-1", {});
const ComponentRegistration kMulti100 = Multi("curl-multi-100", {StubUrl, 100});
const ComponentRegistration kNginx100 = Multi("curl-nginx-100", {NginxUrl, 100}, MissingNginx);

}  // namespace
}  // namespace otelwrap::benchmarks
