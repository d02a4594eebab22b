// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "demo/backend.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace chain {
namespace {

using otelwrap::testing::OtlpReceiver;
using otelwrap::testing::ReceivedSpan;

constexpr std::chrono::seconds kPatience(15);

std::unique_ptr<OtlpReceiver> StartReceiver() {
  std::string error;
  auto receiver = OtlpReceiver::Start({}, &error);
  if (receiver == nullptr) throw std::runtime_error("no OTLP receiver: " + error);
  return receiver;
}

class Own final : public Backend {
 public:
  std::string OtlpEndpoint() const override { return receiver_->Url(); }

  Collected Collect(const std::string& trace_id, size_t spans) override {
    receiver_->WaitForSpans(
        [&](const std::vector<ReceivedSpan>& all) {
          const auto found = std::count_if(all.begin(), all.end(), [&](const ReceivedSpan& span) {
            return span.trace_id == trace_id;
          });
          return static_cast<size_t>(found) >= spans;
        },
        kPatience);
    // Log records travel on their own; they have been written before the last span ended.
    receiver_->WaitForLogs(1, kPatience);
    return {receiver_->Traces(), receiver_->Logs()};
  }

  std::string Page(const std::string&) const override { return ""; }

 private:
  const std::unique_ptr<OtlpReceiver> receiver_ = StartReceiver();
};

size_t AppendBody(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

// The body of a GET, or of a POST where there is something to send; empty where that fails. The
// demo's own requests are made with the bare library: they are no part of the trace.
std::string Fetch(const std::string& url, const std::string* json) {
  std::string body;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   &curl_easy_cleanup);
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, AppendBody);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &body);
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr,
                                                                      &curl_slist_free_all);
  if (json != nullptr) {
    headers.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(json->size()));
    curl_easy_setopt(handle.get(), CURLOPT_COPYPOSTFIELDS, json->c_str());
  }
  return curl_easy_perform(handle.get()) == CURLE_OK ? body : "";
}

// Jaeger answers {"result": <OTLP/JSON>}: what is inside goes to a receiver of ours, to be read.
class Jaeger final : public Backend {
 public:
  Jaeger(std::string otlp, std::string query) : otlp_(std::move(otlp)), query_(std::move(query)) {}

  std::string OtlpEndpoint() const override { return otlp_; }

  Collected Collect(const std::string& trace_id, size_t spans) override {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    std::vector<ReceivedSpan> found;
    do {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      const std::unique_ptr<OtlpReceiver> reader = StartReceiver();
      const std::string trace = Inside(Fetch(query_ + "/api/v3/traces/" + trace_id, nullptr));
      if (!trace.empty()) Fetch(reader->Url() + "/v1/traces", &trace);
      found = reader->Traces();
    } while (found.size() < spans && std::chrono::steady_clock::now() < deadline);
    return {found, {}};
  }

  std::string Page(const std::string& trace_id) const override {
    return query_ + "/trace/" + trace_id;
  }

 private:
  static std::string Inside(const std::string& answer) {
    const size_t open = answer.find('{', answer.find("\"result\""));
    const size_t close = answer.rfind('}');
    if (open == std::string::npos || close == std::string::npos || close <= open) return "";
    return answer.substr(open, answer.rfind('}', close - 1) + 1 - open);
  }

  const std::string otlp_;
  const std::string query_;
};

}  // namespace

std::unique_ptr<Backend> OwnReceiver() { return std::make_unique<Own>(); }

std::unique_ptr<Backend> RealJaeger(const std::string& otlp, const std::string& query) {
  return std::make_unique<Jaeger>(otlp, query);
}

}  // namespace chain
