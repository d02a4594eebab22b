// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Transfers under a real event loop (libuv), driven by curl_multi_socket_action alone.

#include <otelwrap/curl/multi.h>
#include <otelwrap/testing/free_port.h>
#include <uv.h>

#include <memory>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// The usual glue between libcurl and libuv, with our three calls in place of libcurl's.
class Loop {
 public:
  Loop() {
    uv_loop_init(&loop_);
    uv_timer_init(&loop_, &timer_);
    timer_.data = this;
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Loop::OnSocket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Loop::OnTimer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  }
  ~Loop() {
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
  }

  Multi& multi() { return multi_; }
  void TakeOutAtTheFirstResult(CURL* handle) { to_take_out_ = handle; }
  std::vector<CURLcode> Run() {
    uv_run(&loop_, UV_RUN_DEFAULT);
    return results_;
  }

 private:
  struct Watch {
    uv_poll_t poll;
    curl_socket_t socket;
    Loop* loop;
  };

  static int OnSocket(CURL*, curl_socket_t socket, int what, void* data, void* socket_data) {
    auto* loop = static_cast<Loop*>(data);
    auto* watch = static_cast<Watch*>(socket_data);
    if (what == CURL_POLL_REMOVE) {
      if (watch == nullptr) return 0;
      uv_poll_stop(&watch->poll);
      uv_close(reinterpret_cast<uv_handle_t*>(&watch->poll),
               [](uv_handle_t* handle) { delete static_cast<Watch*>(handle->data); });
      curl_multi_assign(loop->multi_, socket, nullptr);
      return 0;
    }
    if (watch == nullptr) {
      watch = new Watch{{}, socket, loop};
      uv_poll_init_socket(&loop->loop_, &watch->poll, socket);
      watch->poll.data = watch;
      curl_multi_assign(loop->multi_, socket, watch);
    }
    const int events = ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) |
                       ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
    uv_poll_start(&watch->poll, events, [](uv_poll_t* poll, int, int ready) {
      auto* self = static_cast<Watch*>(poll->data);
      const int flags = ((ready & UV_READABLE) != 0 ? CURL_CSELECT_IN : 0) |
                        ((ready & UV_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0);
      self->loop->Act(self->socket, flags);
    });
    return 0;
  }

  static int OnTimer(CURLM*, long milliseconds, void* data) {
    auto* loop = static_cast<Loop*>(data);
    if (milliseconds < 0) return uv_timer_stop(&loop->timer_);
    return uv_timer_start(
        &loop->timer_,
        [](uv_timer_t* timer) { static_cast<Loop*>(timer->data)->Act(CURL_SOCKET_TIMEOUT, 0); },
        static_cast<uint64_t>(milliseconds), 0);
  }

  void Act(curl_socket_t socket, int flags) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, flags, &running);
    int left = 0;
    while (CURLMsg* message = multi_.InfoRead(&left)) {
      results_.push_back(message->data.result);
      multi_.Remove(message->easy_handle);
      if (to_take_out_ != nullptr) multi_.Remove(std::exchange(to_take_out_, nullptr));
    }
  }

  uv_loop_t loop_{};
  uv_timer_t timer_{};
  Multi multi_;
  std::vector<CURLcode> results_;
  CURL* to_take_out_ = nullptr;
};

using EventLoopTest = CurlTest;

TEST_F(EventLoopTest, FailuresAndRedirectsAreToldApart) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.Answer(redirect);
  Loop loop;
  Easy refused = MakeEasy("http://127.0.0.1:" + std::to_string(FreePort()) + "/x");
  Easy redirected = MakeEasy(server_.url("/start"));
  redirected.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  loop.multi().Add(refused);
  loop.multi().Add(redirected);
  EXPECT_THAT(loop.Run(), ::testing::UnorderedElementsAre(CURLE_COULDNT_CONNECT, CURLE_OK));
  std::vector<Span> hops;
  for (const Span& span : spans_.Finished()) {
    if (span.kind == SpanKind::kClient) hops.push_back(span);
  }
  EXPECT_THAT(hops, ::testing::UnorderedElementsAre(
                        FailedWith("couldnt_connect"),
                        AllOf(Succeeded(), HasAttribute("http.response.status_code", 302)),
                        AllOf(Succeeded(), HasAttribute("http.request.resend_count", 1))));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(EventLoopTest, ATimeoutAndOneThatIsTakenOutEndTheirSpans) {
  HttpResponse late;
  late.delay = std::chrono::seconds(2);
  server_.AnswerAll([late](const HttpRequest&) { return late; });
  Options options;
  options.phases = Phases::kOff;
  const auto quiet = MakeInstrumentation(options);
  Easy taken_out = MakeEasy(server_.url("/taken-out"), quiet);
  Easy too_late = MakeEasy(server_.url("/too-late"), quiet);
  too_late.SetOpt(CURLOPT_TIMEOUT_MS, 300);
  {
    Loop loop;
    loop.multi().Add(taken_out);
    loop.multi().Add(too_late);
    loop.TakeOutAtTheFirstResult(taken_out);
    EXPECT_THAT(loop.Run(), ::testing::ElementsAre(CURLE_OPERATION_TIMEDOUT));
  }
  EXPECT_THAT(spans_.Finished(),
              ::testing::ElementsAre(
                  AllOf(FailedWith("operation_timedout"),
                        HasAttribute("url.full", server_.url("/too-late"))),
                  AllOf(Succeeded(), StatusUnset(), LacksAttribute("http.response.status_code"),
                        HasAttribute("url.full", server_.url("/taken-out")))));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(EventLoopTest, ManyAtOnce) {
  constexpr size_t kTransfers = 200;
  std::vector<Easy> requests;
  Loop loop;
  for (size_t i = 0; i < kTransfers; ++i) {
    requests.push_back(MakeEasy(server_.url("/" + std::to_string(i))));
    ASSERT_EQ(loop.multi().Add(requests.back()), CURLM_OK);
  }
  EXPECT_THAT(loop.Run(), AllOf(SizeIs(kTransfers), ::testing::Each(CURLE_OK)));
  EXPECT_EQ(metrics_.Named("http.client.request.duration").count, kTransfers);
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

}  // namespace
}  // namespace otelwrap::curl
