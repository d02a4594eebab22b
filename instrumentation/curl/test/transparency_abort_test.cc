// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A user who gives up from within each callback that can: libcurl's answer is the one that it gives
// without us, and what the span says of it is libcurl's answer.

#include "transparency.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

using Data = size_t (*)(char*, size_t, size_t, void*);
using Progress = int (*)(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
using Request = int (*)(void*, char*, char*, int, int);
using Open = curl_socket_t (*)(void*, curlsocktype, curl_sockaddr*);
using Socket = int (*)(void*, curl_socket_t, curlsocktype);
using Lookup = int (*)(void*, void*, void*);
using Seek = int (*)(void*, curl_off_t, int);

struct Abort {
  const char* what;
  SetRequest set;
  std::vector<CURLcode> results;  // any of these: libcurl's versions differ
  HttpResponse answer = AnswerOf(200, {}, "text");
};

const char* ErrorOf(CURLcode code) {
  switch (code) {
    case CURLE_WRITE_ERROR:
      return "write_error";
    case CURLE_COULDNT_CONNECT:
      return "couldnt_connect";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "couldnt_resolve_host";
    case CURLE_SEND_FAIL_REWIND:
      return "send_fail_rewind";
    case CURLE_READ_ERROR:
      return "read_error";
    default:
      return "not one of these";
  }
}

void Upload(Easy& easy, Data read) {
  easy.SetOpt(CURLOPT_UPLOAD, 1);
  easy.SetOpt(CURLOPT_READFUNCTION, read);
}

std::vector<Abort> Aborts() {
  constexpr Data kWriteNothing = [](char*, size_t, size_t, void*) { return size_t{0}; };
  constexpr Data kReadAbort = [](char*, size_t, size_t, void*) {
    return size_t{CURL_READFUNC_ABORT};
  };
  constexpr Data kReadTooMuch = [](char*, size_t size, size_t count, void*) {
    return size * count + 1;
  };
  constexpr Progress kStop = [](void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return 1;
  };
  constexpr Progress kStopInTheBody = [](void*, curl_off_t, curl_off_t now, curl_off_t,
                                         curl_off_t) { return now > 0 ? 1 : 0; };
  constexpr Request kRefuse = [](void*, char*, char*, int, int) { return CURL_PREREQFUNC_ABORT; };
  constexpr Open kNoSocket = [](void*, curlsocktype, curl_sockaddr*) -> curl_socket_t {
    return CURL_SOCKET_BAD;
  };
  constexpr Socket kBadSocket = [](void*, curl_socket_t, curlsocktype) -> int {
    return CURL_SOCKOPT_ERROR;
  };
  constexpr Lookup kNoLookup = [](void*, void*, void*) { return 1; };
  constexpr Seek kNoSeek = [](void*, curl_off_t, int) -> int { return CURL_SEEKFUNC_FAIL; };
  constexpr auto kNoTrailer = static_cast<curl_trailer_callback>(
      [](curl_slist**, void*) -> int { return CURL_TRAILERFUNC_ABORT; });
  static const List trailer = MakeList({"Trailer: X-Sum"});
  constexpr Data kReadOnce = [](char* buffer, size_t, size_t, void* data) {
    auto& left = *static_cast<std::string*>(data);
    const size_t size = left.copy(buffer, left.size());
    left.clear();
    return size;
  };
  static std::string body;
  return {
      {"write",
       [=](Easy& e) { e.SetOpt(CURLOPT_WRITEFUNCTION, kWriteNothing); },
       {CURLE_WRITE_ERROR}},
      {"header",
       [=](Easy& e) { e.SetOpt(CURLOPT_HEADERFUNCTION, kWriteNothing); },
       {CURLE_WRITE_ERROR}},
      {"read", [=](Easy& e) { Upload(e, kReadAbort); }, {CURLE_ABORTED_BY_CALLBACK}},
      {"read more than there is room for",
       [=](Easy& e) { Upload(e, kReadTooMuch); },
       {CURLE_READ_ERROR}},
      {"progress",
       [=](Easy& e) { e.SetOpt(CURLOPT_XFERINFOFUNCTION, kStop); },
       {CURLE_ABORTED_BY_CALLBACK}},
      {"progress in the body",
       [=](Easy& e) { e.SetOpt(CURLOPT_XFERINFOFUNCTION, kStopInTheBody); },
       {CURLE_ABORTED_BY_CALLBACK},
       AnswerOf(200, {}, std::string(4 << 20, 'b'))},
      {"request",
       [=](Easy& e) { e.SetOpt(CURLOPT_PREREQFUNCTION, kRefuse); },
       {CURLE_ABORTED_BY_CALLBACK}},
      {"open socket",
       [=](Easy& e) { e.SetOpt(CURLOPT_OPENSOCKETFUNCTION, kNoSocket); },
       {CURLE_COULDNT_CONNECT}},
      {"socket options",
       [=](Easy& e) { e.SetOpt(CURLOPT_SOCKOPTFUNCTION, kBadSocket); },
       {CURLE_ABORTED_BY_CALLBACK, CURLE_COULDNT_CONNECT}},
      {"lookup",
       [=](Easy& e) { e.SetOpt(CURLOPT_RESOLVER_START_FUNCTION, kNoLookup); },
       {CURLE_ABORTED_BY_CALLBACK, CURLE_COULDNT_RESOLVE_HOST}},
      {"seek",
       [=](Easy& e) {
         body = "some body";
         Upload(e, kReadOnce);
         e.SetOpt(CURLOPT_READDATA, &body);
         e.SetOpt(CURLOPT_INFILESIZE, 9);
         e.SetOpt(CURLOPT_SEEKFUNCTION, kNoSeek);
         e.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
       },
       {CURLE_SEND_FAIL_REWIND},
       AnswerOf(307, {{"Location", "/end"}})},
      {"trailer",
       [=](Easy& e) {
         body = "some body";
         Upload(e, kReadOnce);
         e.SetOpt(CURLOPT_READDATA, &body);
         e.SetOpt(CURLOPT_HTTPHEADER, trailer.get());
         e.SetOpt(CURLOPT_TRAILERFUNCTION, kNoTrailer);
       },
       {CURLE_ABORTED_BY_CALLBACK}},
  };
}

Noticed RunAbort(const Abort& abort, bool traced, std::vector<Span>& spans) {
  const SpanCatcher catcher;
  HttpStub server;
  server.Answer(abort.answer);
  Noticed noticed = Notice(traced, server.url("/x"), abort.set);
  // An upload that broke off is no whole request; how much of it arrived is chance.
  EXPECT_EQ(catcher.Unfinished(), 0U) << abort.what;
  for (const Span& span : catcher.Finished()) {
    if (span.kind == SpanKind::kClient) spans.push_back(span);
  }
  return noticed;
}

// How much of a long body came before the end is chance.
void DropBodies(Noticed& noticed) {
  for (std::string& call : noticed.calls) {
    if (call.rfind("body", 0) == 0) call = "body";
  }
}

TEST(TransparencyAbortTest, FromEachCallbackThatCan) {
  for (const Abort& abort : Aborts()) {
    SCOPED_TRACE(abort.what);
    std::vector<Span> none;
    std::vector<Span> spans;
    Noticed bare = RunAbort(abort, false, none);
    Noticed traced = RunAbort(abort, true, spans);
    DropBodies(bare);
    DropBodies(traced);
    EXPECT_EQ(bare, traced);
    EXPECT_TRUE(none.empty());
    EXPECT_THAT(abort.results, ::testing::Contains(traced.result));
    ASSERT_FALSE(spans.empty());
    if (traced.result == CURLE_ABORTED_BY_CALLBACK) {
      EXPECT_THAT(spans.back(), AllOf(Succeeded(), StatusUnset()));
    } else {
      EXPECT_THAT(spans.back(), FailedWith(ErrorOf(traced.result)));
    }
  }
}

// libcurl does nothing of its own after a pause: it is taken up by the user, from another callback.
TEST(TransparencyAbortTest, APauseThatIsTakenUpAgain) {
  struct Pause {
    CURL* handle = nullptr;
    bool paused = false;
    bool was_paused = false;
    std::string body;
  };
  constexpr Data kPauseOnce = [](char* data, size_t size, size_t count, void* user) -> size_t {
    auto& self = *static_cast<Pause*>(user);
    if (!self.was_paused) {
      self.paused = self.was_paused = true;
      return CURL_WRITEFUNC_PAUSE;
    }
    self.body.append(data, size * count);
    return size * count;
  };
  constexpr Progress kGoOn = [](void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& self = *static_cast<Pause*>(user);
    if (self.paused) {
      self.paused = false;
      curl_easy_pause(self.handle, CURLPAUSE_CONT);
    }
    return 0;
  };
  for (const bool traced : {false, true}) {
    const SpanCatcher spans;
    HttpStub server;
    server.Answer(AnswerOf(200, {}, "text"));
    Pause pause;
    Easy easy = MakeEasy(server.url("/x"));
    pause.handle = easy.get();
    easy.SetOpt(CURLOPT_WRITEFUNCTION, kPauseOnce);
    easy.SetOpt(CURLOPT_WRITEDATA, &pause);
    easy.SetOpt(CURLOPT_NOPROGRESS, 0);
    easy.SetOpt(CURLOPT_XFERINFOFUNCTION, kGoOn);
    easy.SetOpt(CURLOPT_XFERINFODATA, &pause);
    EXPECT_EQ(traced ? easy.Perform() : curl_easy_perform(easy), CURLE_OK);
    EXPECT_TRUE(pause.was_paused);
    EXPECT_EQ(pause.body, "text");
    if (traced) {
      EXPECT_THAT(spans.Named("GET"), Succeeded());
    }
  }
}

}  // namespace
}  // namespace otelwrap::curl
