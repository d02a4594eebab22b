// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "trace_draw_options.h"

#include <charconv>
#include <system_error>

namespace otelwrap::testing {

const char kTraceDrawHelp[] =
    R"(usage: trace-draw [--port PORT] [--address ADDRESS] [--html FILE] [--json]
                  [--quiet MILLISECONDS] [--count TRACES]

A collector for your own machine: receives OTLP over HTTP (protobuf or JSON) and
draws each trace in the terminal once nothing more of it has arrived for a while.

  --port PORT            listen here; 0 takes a free port (default 4318)
  --address ADDRESS      listen on this IP address (default 127.0.0.1)
  --html FILE            also write each trace to this page, the last one stays
  --json                 print one line of JSON for each trace, no picture
  --quiet MILLISECONDS   a trace is finished after this silence (default 1000)
  --count TRACES         end after so many traces (default: on Ctrl-C)
  --help                 this text

Point a program at it with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318.
Colour and line characters follow the terminal, NO_COLOR and the locale.
)";

namespace {

template <typename Number>
bool ParseNumber(const std::string& text, Number* number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *number);
  return !text.empty() && error == std::errc() && stop == end;
}

// False: not a value that this option takes.
bool SetOption(const std::string& name, const std::string& value, TraceDrawOptions* options) {
  if (name == "--port") return ParseNumber(value, &options->port);
  if (name == "--count") return ParseNumber(value, &options->count) && options->count > 0;
  if (name == "--quiet") {
    uint32_t milliseconds = 0;
    if (!ParseNumber(value, &milliseconds)) return false;
    options->quiet = std::chrono::milliseconds(milliseconds);
    return true;
  }
  (name == "--html" ? options->html : options->address) = value;
  return !value.empty();
}

bool TakesValue(const std::string& name) {
  for (const char* option : {"--port", "--address", "--html", "--quiet", "--count"}) {
    if (name == option) return true;
  }
  return false;
}

}  // namespace

bool ParseTraceDrawOptions(const std::vector<std::string>& arguments, TraceDrawOptions* options,
                           std::string* error) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const size_t equals = arguments[i].find('=');
    const std::string name = arguments[i].substr(0, equals);
    if (arguments[i] == "--help" || arguments[i] == "-h") {
      options->help = true;
    } else if (arguments[i] == "--json") {
      options->json = true;
    } else if (!TakesValue(name)) {
      *error = "unknown argument '" + arguments[i] + "'";
      return false;
    } else if (equals == std::string::npos && i + 1 == arguments.size()) {
      *error = name + " needs a value";
      return false;
    } else {
      const std::string value =
          equals == std::string::npos ? arguments[++i] : arguments[i].substr(equals + 1);
      if (SetOption(name, value, options)) continue;
      error->assign("'").append(value).append("' is no value for ").append(name);
      return false;
    }
  }
  return true;
}

}  // namespace otelwrap::testing
