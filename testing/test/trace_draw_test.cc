// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// trace-draw as a user runs it, its arguments, and when it takes a trace for finished.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "finished_traces.h"
#include "raw_http.h"
#include "sample_trace.h"
#include "trace_draw_options.h"

namespace otelwrap::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kOneSpan[] = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{
    "traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"hello",
    "startTimeUnixNano":"1000","endTimeUnixNano":"3000"}]}]}]})";

// The program with its two outputs on pipes.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int out[2];
    int err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) std::abort();
    arguments.insert(arguments.begin(), TRACE_DRAW);
    std::vector<char*> raw;
    for (std::string& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      execv(raw[0], raw.data());
      _exit(127);
    }
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  ~Program() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    close(out_);
    close(err_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string ErrorLine() { return Read(err_, true); }
  std::string Output() { return Read(out_, false); }
  void Interrupt() const { kill(pid_, SIGINT); }

  int ExitCode() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::string Read(int from, bool one_line) {
    std::string text;
    for (char c = 0; read(from, &c, 1) == 1;) {
      text += c;
      if (one_line && c == '\n') break;
    }
    return text;
  }

  pid_t pid_ = 0;
  int out_ = -1;
  int err_ = -1;
};

// "Receiving OTLP on http://127.0.0.1:4318 (Ctrl-C ends)."
uint16_t PortIn(const std::string& line) {
  return static_cast<uint16_t>(std::atoi(line.c_str() + line.rfind(':') + 1));
}

void Send(uint16_t port) {
  RawConnection connection(port);
  connection.Send(PostText("/v1/traces", "application/json", kOneSpan));
  ASSERT_EQ(StatusOf(connection.Answer()), 200);
}

TEST(TraceDraw, WrongUseExitsWith2) {
  Program program({"--port", "http"});
  EXPECT_EQ(program.ErrorLine(),
            "trace-draw: 'http' is no value for --port; see trace-draw --help\n");
  EXPECT_EQ(program.ExitCode(), 2);
}

TEST(TraceDraw, APortInUseExitsWith1) {
  Program first({"--port=0"});
  Program second({"--port", std::to_string(PortIn(first.ErrorLine()))});
  EXPECT_THAT(second.ErrorLine(), HasSubstr("Address already in use"));
  EXPECT_EQ(second.ExitCode(), 1);
}

TEST(TraceDraw, APageThatCannotBeWrittenExitsWith1) {
  Program program({"--port=0", "--quiet=0", "--html", "/no/such/folder/trace.html"});
  Send(PortIn(program.ErrorLine()));
  EXPECT_THAT(program.ErrorLine(), HasSubstr("cannot write /no/such/folder/trace.html"));
  EXPECT_EQ(program.ExitCode(), 1);
}

TEST(TraceDraw, DrawsATraceAndWritesItsPage) {
  const std::string page = ::testing::TempDir() + "trace_draw_test.html";
  Program program({"--port=0", "--quiet", "10", "--count", "1", "--html=" + page});
  Send(PortIn(program.ErrorLine()));
  EXPECT_THAT(program.Output(), StartsWith("Trace 0af7651916cd43dd8448eb211c80319c"));
  EXPECT_EQ(program.ExitCode(), 0);
  EXPECT_EQ(unlink(page.c_str()), 0);
}

TEST(TraceDraw, ShowsWhatIsThereWhenInterrupted) {
  Program program({"--port=0", "--quiet", "1000000", "--json"});
  Send(PortIn(program.ErrorLine()));
  program.Interrupt();
  EXPECT_THAT(program.Output(), StartsWith("{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\""));
  EXPECT_EQ(program.ExitCode(), 0);
}

TEST(TraceDraw, HelpIsNoError) {
  Program program({"--help"});
  EXPECT_THAT(program.Output(), StartsWith("usage: trace-draw"));
  EXPECT_EQ(program.ExitCode(), 0);
}

TEST(TraceDrawOptions, SayWhichArgumentIsWrong) {
  const struct {
    std::vector<std::string> arguments;
    const char* error;
  } cases[] = {
      {{"--port"}, "--port needs a value"},
      {{"--port", "65536"}, "'65536' is no value for --port"},
      {{"--port", "-1"}, "'-1' is no value for --port"},
      {{"--port", "80x"}, "'80x' is no value for --port"},
      {{"--port="}, "'' is no value for --port"},
      {{"--count", "0"}, "'0' is no value for --count"},
      {{"--quiet", "1s"}, "'1s' is no value for --quiet"},
      {{"--html="}, "'' is no value for --html"},
      {{"--json=1"}, "unknown argument '--json=1'"},
      {{"4318"}, "unknown argument '4318'"},
      {{"--json", "--what"}, "unknown argument '--what'"},
  };
  for (const auto& test : cases) {
    TraceDrawOptions options;
    std::string error;
    EXPECT_FALSE(ParseTraceDrawOptions(test.arguments, &options, &error)) << test.error;
    EXPECT_EQ(error, test.error);
  }
}

TEST(TraceDrawOptions, AreAllTaken) {
  TraceDrawOptions options;
  std::string error;
  ASSERT_TRUE(ParseTraceDrawOptions({"--port=0", "--address", "::1", "--html", "a=b.html",
                                     "--quiet=20", "--count", "7", "--json"},
                                    &options, &error));
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.html, "a=b.html");
  EXPECT_EQ(options.quiet, milliseconds(20));
  EXPECT_EQ(options.count, 7U);
  EXPECT_TRUE(options.json);
}

Received OneSpan(const std::string& trace_id, const std::string& span_id) {
  Received received;
  received.spans = {SampleSpan(span_id, "", "s", "n", ReceivedSpanKind::kInternal, 0, 1)};
  received.spans[0].trace_id = trace_id;
  return received;
}

std::string Ids(const std::vector<FinishedTrace>& traces) {
  std::string ids;
  for (const FinishedTrace& trace : traces) {
    ids += trace.trace_id + std::to_string(trace.spans.size());
  }
  return ids;
}

TEST(FinishedTraces, AreThoseThatHaveGoneQuiet) {
  FinishedTraces traces(10);
  FinishedTraces::Time now{};
  traces.Add(OneSpan("b", "1"), now);
  traces.Add(OneSpan("a", "1"), now + milliseconds(5));
  EXPECT_EQ(Ids(traces.Take(milliseconds(10), now + milliseconds(9))), "");
  EXPECT_EQ(Ids(traces.Take(milliseconds(10), now + milliseconds(10))), "b1");
  traces.Add(OneSpan("b", "2"), now + milliseconds(12));
  EXPECT_EQ(Ids(traces.Take(milliseconds(10), now + milliseconds(15))), "a1");
  EXPECT_EQ(Ids(traces.Take(milliseconds(10), now + milliseconds(22))), "b2");  // whole again
  EXPECT_EQ(Ids(traces.Take(milliseconds(10), now + milliseconds(99))), "");
}

TEST(FinishedTraces, WithLogsAloneAreNone) {
  FinishedTraces traces(10);
  Received received;
  received.logs.resize(2);
  received.logs[1].trace_id = "a";
  traces.Add(received, {});
  EXPECT_EQ(Ids(traces.Take(milliseconds(0), {})), "");
  traces.Add(OneSpan("a", "1"), {});
  const auto finished = traces.Take(milliseconds(0), {});
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].logs.size(), 1U);
}

TEST(FinishedTraces, HoldsABoundedNumber) {
  FinishedTraces traces(2);
  for (const char* id : {"a", "b", "c"}) traces.Add(OneSpan(id, "1"), {});
  EXPECT_EQ(Ids(traces.Take(milliseconds(0), {})), "b1c1");
}

}  // namespace
}  // namespace otelwrap::testing
