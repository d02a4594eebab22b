// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "settings.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace otelwrap::telemetry {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

template <class Value>
struct Choice {
  const char* name;
  Value value;
};

// One setting: where it comes from, for the sentence that says what is wrong with it.
struct Given {
  std::string text;
  std::string source;
};

class Resolver {
 public:
  Resolver(const Options& options, const Environment& environment)
      : options_(options), environment_(environment) {}

  Settings Run() {
    settings_.disabled = Lower(environment_("OTEL_SDK_DISABLED").value_or("")) == "true";
    settings_.traces = Signal("TRACES", options_.traces_exporter);
    settings_.metrics = Signal("METRICS", options_.metrics_exporter);
    settings_.logs = Signal("LOGS", options_.logs_exporter);
    ResolveSampler();
    ResolvePropagators();
    settings_.span_delay =
        Milliseconds(options_.span_delay, "OTEL_BSP_SCHEDULE_DELAY", settings_.span_delay);
    settings_.metric_interval = Milliseconds(
        options_.metric_interval, "OTEL_METRIC_EXPORT_INTERVAL", settings_.metric_interval);
    return std::move(settings_);
  }

 private:
  std::optional<Given> Find(const std::string& field, const std::string& option,
                            const std::string& variable) const {
    if (!option.empty()) return Given{option, "Options::" + field};
    if (auto value = environment_(variable)) return Given{*value, variable};
    return std::nullopt;
  }

  void Complain(const Given& given, const std::string& expected) {
    settings_.problems.push_back(given.source + " is '" + given.text +
                                 "', which is left out: " + expected);
  }

  template <class Value, size_t N>
  Value Choose(const std::optional<Given>& given, const Choice<Value> (&choices)[N],
               Value otherwise) {
    if (!given) return otherwise;
    std::string known;
    for (const auto& choice : choices) {
      if (Lower(given->text) == choice.name) return choice.value;
      known += (known.empty() ? "" : ", ") + std::string(choice.name);
    }
    Complain(*given, "use one of " + known);
    return otherwise;
  }

  SignalSettings Signal(const std::string& signal, const std::string& exporter) {
    static constexpr Choice<Exporter> kExporters[] = {
        {"otlp", Exporter::kOtlp}, {"console", Exporter::kConsole}, {"none", Exporter::kNone}};
    static constexpr Choice<Protocol> kProtocols[] = {{"http/protobuf", Protocol::kHttpProtobuf},
                                                      {"http/json", Protocol::kHttpJson},
                                                      {"grpc", Protocol::kGrpc}};
    const std::string otlp = "OTEL_EXPORTER_OTLP_";
    SignalSettings settings;
    settings.exporter =
        Choose(Find(Lower(signal) + "_exporter", exporter, "OTEL_" + signal + "_EXPORTER"),
               kExporters, Exporter::kOtlp);
    auto protocol = Find("protocol", options_.protocol, otlp + signal + "_PROTOCOL");
    if (!protocol) protocol = Find("protocol", {}, otlp + "PROTOCOL");
    settings.protocol = Choose(protocol, kProtocols, Protocol::kHttpProtobuf);
    settings.endpoint = Endpoint(settings.protocol, signal);
    // Read here because OpenTelemetry C++ before 1.27 takes a bare number for seconds.
    for (const std::string& name : {otlp + signal + "_TIMEOUT", otlp + "TIMEOUT"}) {
      if (auto value = environment_(name)) {
        settings.timeout = ParseMilliseconds({*value, name});
        break;
      }
    }
    return settings;
  }

  std::string Endpoint(Protocol protocol, const std::string& signal) const {
    std::string endpoint = options_.endpoint;
    if (endpoint.empty() || protocol == Protocol::kGrpc) return endpoint;
    if (endpoint.back() == '/') endpoint.pop_back();
    return endpoint + "/v1/" + Lower(signal);
  }

  void ResolveSampler() {
    using Sampler = std::pair<SamplerKind, bool>;
    static constexpr Choice<Sampler> kSamplers[] = {
        {"parentbased_always_on", {SamplerKind::kAlwaysOn, true}},
        {"parentbased_always_off", {SamplerKind::kAlwaysOff, true}},
        {"parentbased_traceidratio", {SamplerKind::kTraceIdRatio, true}},
        {"always_on", {SamplerKind::kAlwaysOn, false}},
        {"always_off", {SamplerKind::kAlwaysOff, false}},
        {"traceidratio", {SamplerKind::kTraceIdRatio, false}}};
    const Sampler chosen = Choose(Find("sampler", options_.sampler, "OTEL_TRACES_SAMPLER"),
                                  kSamplers, Sampler{SamplerKind::kAlwaysOn, true});
    settings_.sampler = chosen.first;
    settings_.parent_based = chosen.second;
    if (options_.sampler_ratio) {
      SetRatio(*options_.sampler_ratio,
               {std::to_string(*options_.sampler_ratio), "Options::sampler_ratio"});
    } else if (auto text = environment_("OTEL_TRACES_SAMPLER_ARG")) {
      char* end = nullptr;
      const double ratio = std::strtod(text->c_str(), &end);
      SetRatio(*end == '\0' ? ratio : NAN, {*text, "OTEL_TRACES_SAMPLER_ARG"});
    }
  }

  void SetRatio(double ratio, const Given& given) {
    if (ratio >= 0.0 && ratio <= 1.0) {
      settings_.sampler_ratio = ratio;
    } else {
      Complain(given, "use a number from 0 to 1");
    }
  }

  void ResolvePropagators() {
    static constexpr Choice<Propagator> kPropagators[] = {
        {"tracecontext", Propagator::kTraceContext},
        {"baggage", Propagator::kBaggage},
        {"b3", Propagator::kB3},
        {"b3multi", Propagator::kB3Multi},
        {"jaeger", Propagator::kJaeger}};
    std::vector<Given> names;
    for (const std::string& name : options_.propagators) {
      names.push_back({name, "Options::propagators"});
    }
    if (names.empty()) {
      const std::string variable = "OTEL_PROPAGATORS";
      for (auto& name : Split(environment_(variable).value_or("tracecontext,baggage"))) {
        names.push_back({name, variable});
      }
    }
    for (const Given& name : names) {
      if (Lower(name.text) == "none") {
        settings_.propagators.clear();
        return;
      }
      const size_t problems = settings_.problems.size();
      const Propagator propagator =
          Choose(std::optional(name), kPropagators, Propagator::kTraceContext);
      const auto& known = settings_.propagators;
      const bool twice = std::find(known.begin(), known.end(), propagator) != known.end();
      if (settings_.problems.size() == problems && !twice) {
        settings_.propagators.push_back(propagator);
      }
    }
  }

  static std::vector<std::string> Split(const std::string& list) {
    std::vector<std::string> items(1);
    for (const char c : list) {
      if (c == ',') {
        items.emplace_back();
      } else if (c != ' ' && c != '\t') {
        items.back() += c;
      }
    }
    items.erase(std::remove(items.begin(), items.end(), std::string()), items.end());
    return items;
  }

  std::chrono::milliseconds Milliseconds(std::optional<std::chrono::milliseconds> option,
                                         const std::string& variable,
                                         std::chrono::milliseconds otherwise) {
    if (option) {
      if (option->count() > 0) return *option;
      Complain({std::to_string(option->count()), "Options (in place of " + variable + ")"},
               "use a time above 0");
      return otherwise;
    }
    const auto text = environment_(variable);
    if (!text) return otherwise;
    return ParseMilliseconds({*text, variable}).value_or(otherwise);
  }

  std::optional<std::chrono::milliseconds> ParseMilliseconds(const Given& given) {
    char* end = nullptr;
    const long number = std::strtol(given.text.c_str(), &end, 10);
    const std::string unit = end;
    if (end != given.text.c_str() && number > 0 && number < 86'400'000) {
      if (unit.empty() || unit == "ms") return std::chrono::milliseconds(number);
      if (unit == "s") return std::chrono::seconds(number);
    }
    Complain(given, "use a number of milliseconds above 0");
    return std::nullopt;
  }

  const Options& options_;
  const Environment& environment_;
  Settings settings_;
};

}  // namespace

Settings Resolve(const Options& options, const Environment& environment) {
  return Resolver(options, environment).Run();
}

}  // namespace otelwrap::telemetry
