// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Fetches the URLs that are given as arguments, all at once, under libuv's event loop: the usual
// glue between libuv and libcurl, in which three calls are otelwrap's.

#include <curl/curl.h>
#include <otelwrap/curl/easy.h>
#include <otelwrap/curl/multi.h>
#include <otelwrap/telemetry/telemetry.h>
#include <uv.h>

#include <cstdio>
#include <vector>

namespace {

class Fetcher {
 public:
  Fetcher() {
    uv_loop_init(&loop_);
    uv_timer_init(&loop_, &timer_);
    timer_.data = this;
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Fetcher::WatchSocket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Fetcher::SetTimer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  }
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;
  ~Fetcher() {
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
  }

  void Add(const char* url) {
    otelwrap::curl::Easy& request = requests_.emplace_back();
    request.SetOpt(CURLOPT_URL, url);
    request.SetOpt(CURLOPT_FOLLOWLOCATION, 1L);
    multi_.Add(request);  // the span begins, under the span that is current here
  }

  // Returns how many failed.
  int Run() {
    uv_run(&loop_, UV_RUN_DEFAULT);
    return failed_;
  }

 private:
  struct Watch {
    uv_poll_t poll;
    curl_socket_t socket;
    Fetcher* fetcher;
  };

  static int WatchSocket(CURL*, curl_socket_t socket, int what, void* data, void* socket_data) {
    auto* fetcher = static_cast<Fetcher*>(data);
    auto* watch = static_cast<Watch*>(socket_data);
    if (what == CURL_POLL_REMOVE) {
      if (watch != nullptr) fetcher->Unwatch(watch);
      return 0;
    }
    if (watch == nullptr) watch = fetcher->NewWatch(socket);
    const int events = ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) |
                       ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
    return uv_poll_start(&watch->poll, events, &Fetcher::OnReady);
  }

  Watch* NewWatch(curl_socket_t socket) {
    auto* watch = new Watch{{}, socket, this};
    uv_poll_init_socket(&loop_, &watch->poll, socket);
    watch->poll.data = watch;
    curl_multi_assign(multi_, socket, watch);
    return watch;
  }

  void Unwatch(Watch* watch) {
    uv_poll_stop(&watch->poll);
    curl_multi_assign(multi_, watch->socket, nullptr);
    uv_close(reinterpret_cast<uv_handle_t*>(&watch->poll),
             [](uv_handle_t* handle) { delete static_cast<Watch*>(handle->data); });
  }

  static int SetTimer(CURLM*, long milliseconds, void* data) {
    auto* fetcher = static_cast<Fetcher*>(data);
    if (milliseconds < 0) return uv_timer_stop(&fetcher->timer_);
    return uv_timer_start(
        &fetcher->timer_,
        [](uv_timer_t* timer) { static_cast<Fetcher*>(timer->data)->Act(CURL_SOCKET_TIMEOUT, 0); },
        static_cast<uint64_t>(milliseconds), 0);
  }

  static void OnReady(uv_poll_t* poll, int, int events) {
    auto* watch = static_cast<Watch*>(poll->data);
    watch->fetcher->Act(watch->socket, ((events & UV_READABLE) != 0 ? CURL_CSELECT_IN : 0) |
                                           ((events & UV_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0));
  }

  void Act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
    int left = 0;
    while (CURLMsg* message = multi_.InfoRead(&left)) {  // the span ends
      if (message->data.result != CURLE_OK) {
        ++failed_;
        std::fprintf(stderr, "%s\n", curl_easy_strerror(message->data.result));
      }
      multi_.Remove(message->easy_handle);
    }
  }

  uv_loop_t loop_{};
  uv_timer_t timer_{};
  otelwrap::curl::Multi multi_;
  std::vector<otelwrap::curl::Easy> requests_;
  int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s URL...\n", argv[0]);
    return 2;
  }
  auto telemetry = otelwrap::telemetry::Start();
  Fetcher fetcher;
  for (int i = 1; i < argc; ++i) fetcher.Add(argv[i]);
  return fetcher.Run() == 0 ? 0 : 1;
}
